import Codecs
import Evaluation
import Records
import Testing

struct OutcomesCodecTests {
    private static func random(_ generator: inout SplitMix64) throws -> Outcomes {
        let count = generator.index(below: 20)
        return Outcomes(
            signature: ["", "accuracy.v1|missing:wrong", "é"][generator.index(below: 3)],
            order: SampleOrder.digest(of: try keys(count)),
            outcomes: (0..<count).map { _ in randomOutcome(&generator) })
    }

    @Test func `what was encoded is decoded, and encodes to the same bytes`() throws {
        for seed in 0..<300 {
            var generator = SplitMix64(seed: UInt64(seed))
            let outcomes = try OutcomesCodecTests.random(&generator)
            let bytes = outcomes.encoded
            let decoded = try Outcomes(decoding: bytes)
            #expect(decoded == outcomes, "seed \(seed)")
            #expect(decoded.encoded == bytes, "seed \(seed)")
        }
    }

    @Test func `the bytes are those of the layout`() throws {
        let order = SampleOrder.digest(of: try keys(2))
        let outcomes = Outcomes(
            signature: "m", order: order,
            outcomes: [
                .scored(
                    isCorrect: false, reference: .integer(-1), prediction: .name("x"),
                    confidence: 0.5),
                .ignored,
            ])
        var expected = Array("outcomes".utf8) + [1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]
        expected += [2, 0, 0, 0, 15, 0, 0, 0] + order.bytes + Array("m".utf8)
        expected += [0] + [UInt8](repeating: 0xFF, count: 8) + [1, 1, 0, 0, 0, UInt8(ascii: "x")]
        expected += [0, 0, 0, 0, 0, 0, 0xE0, 0x3F] + [0, 0, 0, 0, 0, 0, 0xF8, 0x7F]
        expected += [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]
        expected += [0b0100, 0b0011]
        #expect(outcomes.encoded == expected)
    }

    // Goal: no bytes crash the decoder, and what it accepts has one spelling. Method: good bytes
    // with random bytes changed, cut or added, and random bytes behind a good mark.
    @Test func `damaged bytes are refused or are other outcomes`() throws {
        for seed in 0..<3_000 {
            var generator = SplitMix64(seed: UInt64(seed))
            var bytes = try OutcomesCodecTests.random(&generator).encoded
            for _ in 0...generator.index(below: 3) {
                let offset = generator.index(below: bytes.count)
                switch generator.index(below: 4) {
                case 0: bytes = Array(bytes.prefix(offset + 1))
                case 1: bytes.append(UInt8(truncatingIfNeeded: generator.next()))
                case 2: bytes[offset] ^= 1 << UInt8(generator.index(below: 8))
                default: bytes[offset] = 0xFF
                }
            }
            do throws(OutcomesError) {
                let decoded = try Outcomes(decoding: bytes)
                #expect(decoded.encoded == bytes, "seed \(seed)")
            } catch {
                #expect(error != .length(expected: bytes.count, actual: bytes.count))
            }
        }
    }

    @Test func `random bytes are refused`() {
        for seed in 0..<500 {
            var generator = SplitMix64(seed: UInt64(seed))
            let mark = seed % 2 == 0 ? Array("outcomes".utf8) + [1, 0, 0, 0] : []
            let bytes =
                mark
                + (0..<generator.index(below: 200)).map { _ in
                    UInt8(truncatingIfNeeded: generator.next())
                }
            #expect(throws: OutcomesError.self) { try Outcomes(decoding: bytes) }
        }
    }

    @Test func `a count that no bytes can hold is refused`() throws {
        var bytes = try outcomes([true]).encoded
        for offset in 16..<24 { bytes[offset] = 0xFF }
        #expect(throws: OutcomesError.length(expected: .max, actual: bytes.count)) {
            try Outcomes(decoding: bytes)
        }
    }

    @Test func `another version is refused`() throws {
        var bytes = try outcomes([true]).encoded
        bytes[8] = 2
        #expect(throws: OutcomesError.format) { try Outcomes(decoding: bytes) }
    }

    // Each is one change to a good sample that no outcome can have.
    @Test(arguments: [
        UInt8(0b1100), 0b1_0100, 0b0000, 0b1001, 0b1010, 0b0111, 0b0101,
    ])
    func `columns that contradict each other are refused`(flags: UInt8) throws {
        var bytes = try outcomes([true]).encoded
        bytes[bytes.count - 1] = flags
        #expect(throws: OutcomesError.sample(position: 0)) { try Outcomes(decoding: bytes) }
    }

    @Test(arguments: [
        (Outcome.unscored(.missing, reference: .integer(1), countsAsWrong: true), UInt8(0b1001)),
        (.unscored(.invalid, reference: .integer(1), countsAsWrong: true), 0b1010),
        (.unscored(.invalid, reference: .integer(1), countsAsWrong: true), 0b0011),
        (.ignored, 0b0111), (.ignored, 0b1011), (.ignored, 0b0001),
    ])
    func `what was not scored is not right`(outcome: Outcome, flags: UInt8) throws {
        var bytes = Outcomes(
            signature: "", order: Digest.of([]), outcomes: [outcome]
        ).encoded
        bytes[bytes.count - 1] = flags
        #expect(throws: OutcomesError.sample(position: 0)) { try Outcomes(decoding: bytes) }
    }

    @Test(arguments: [
        [UInt8(ascii: "a"), UInt8(ascii: "a")], [UInt8(ascii: "b"), UInt8(ascii: "a")],
    ])
    func `classes out of order are refused`(names: [UInt8]) throws {
        var bytes = Outcomes(
            signature: "", order: Digest.of([]),
            outcomes: [
                .scored(isCorrect: false, reference: .name("a"), prediction: .name("b"))
            ]
        ).encoded
        bytes[64 + 5] = names[0]
        bytes[64 + 11] = names[1]
        #expect(throws: OutcomesError.classes) { try Outcomes(decoding: bytes) }
    }

    @Test func `an index past the classes is refused`() throws {
        var bytes = try outcomes([true]).encoded
        bytes[bytes.count - 5] = 9
        #expect(throws: OutcomesError.sample(position: 0)) { try Outcomes(decoding: bytes) }
    }
}
