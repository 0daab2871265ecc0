import Codecs
import Evaluation
import Records
import Testing

struct ComparisonTests {
    @Test func `every sample that counts in both is in one cell`() throws {
        let comparison = try Comparison(
            first: outcomes([true, true, false, false, nil, true, true]),
            second: outcomes([true, false, true, false, true, nil, false]))
        #expect(
            comparison.table
                == PairedTable(bothRight: 1, onlyFirst: 2, onlySecond: 1, bothWrong: 1))
        #expect(comparison.regressions == [1, 6])
        #expect(comparison.fixes == [2])
        #expect(comparison.bothWrong == [3])
        #expect(comparison.delta == -0.2)
        #expect(comparison.p == 1)
        #expect(comparison.deltaInterval?.method == "newcombe")
        #expect(comparison.json["n"] == 5)
    }

    // Goal: the counts by words of bits are the counts by samples, at every length around a word.
    @Test func `tables agree with the lists of positions`() throws {
        for count in [0, 1, 63, 64, 65, 200] {
            var generator = SplitMix64(seed: UInt64(count))
            let runs = try (0..<2).map { _ in
                try outcomes(
                    (0..<count).map { _ in [true, false, nil][generator.index(below: 3)] })
            }
            let comparison = try Comparison(first: runs[0], second: runs[1])
            #expect(comparison.table.onlyFirst == comparison.regressions.count)
            #expect(comparison.table.onlySecond == comparison.fixes.count)
            #expect(comparison.table.bothWrong == comparison.bothWrong.count)
            let counted = (0..<count).filter { position in
                runs.allSatisfy { $0[position].counts }
            }
            #expect(comparison.table.count == counted.count)
        }
    }

    @Test func `unequal signatures are not compared`() throws {
        let first = try outcomes([true])
        let second = try outcomes([true], signature: "accuracy.v1|missing:ignored")
        let expected = ComparisonError.unequalSignatures(
            first: first.signature, second: second.signature)
        #expect(throws: expected) { try Comparison(first: first, second: second) }
    }

    @Test(arguments: [["sample/1"], ["sample/0", "sample/1"]])
    func `other samples are not compared`(names: [String]) throws {
        let first = try outcomes([true])
        let second = Outcomes(
            signature: first.signature,
            order: SampleOrder.digest(of: try names.map { try SampleKey($0) }),
            outcomes: names.map { _ in first[0] })
        #expect(throws: ComparisonError.unequalSamples) {
            try Comparison(first: first, second: second)
        }
    }
}
