import TestSupport
import Testing

@testable import Codecs

struct GzipDecoderTests {
    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var encoder = GzipEncoder()
        return encoder.encode(bytes) + encoder.finish()
    }

    /// Decodes bytes that arrive in pieces, with at most `byteLimit` bytes of output at a time.
    static func decode(
        _ coded: [UInt8], pieceByteCount: Int = 4096, byteLimit: Int = 1000
    ) throws(GzipError) -> [UInt8] {
        var decoder = GzipDecoder()
        var plain: [UInt8] = []
        for start in stride(from: 0, to: coded.count, by: pieceByteCount) {
            var piece = coded[start..<min(coded.count, start + pieceByteCount)]
            while true {
                let output = try decoder.decode(&piece, byteLimit: byteLimit)
                #expect(output.count <= byteLimit)
                plain += output
                if output.count < byteLimit {
                    #expect(piece.isEmpty)
                    break
                }
            }
        }
        try decoder.finish()
        return plain
    }

    private static let text = (0..<5000).flatMap { Array("{\"label\": \($0 * 7919)}\n".utf8) }

    @Test(arguments: [1, 7, 1000, 1 << 20])
    func `what was compressed comes back, however it is cut`(count: Int) throws {
        let coded = Self.gzip(Self.text)
        #expect(try Self.decode(coded, pieceByteCount: count) == Self.text)
        #expect(try Self.decode(coded, byteLimit: count) == Self.text)
        #expect(try Self.decode(Self.gzip([]), pieceByteCount: count) == [])
    }

    @Test(.enabled(if: Program.exists("gzip")))
    func `what gzip writes is read`() throws {
        for level in ["-1", "-9"] {
            let coded = try Program.run("gzip", [level, "-c"], input: Self.text)
            #expect(try Self.decode(coded) == Self.text)
        }
    }

    @Test func `several members are one content`() throws {
        let members = Self.gzip([1, 2]) + Self.gzip([]) + Self.gzip([3])
        for count in [1, 5, 4096] {
            #expect(try Self.decode(members, pieceByteCount: count) == [1, 2, 3])
        }
    }

    @Test func `every shorter form is truncated`() {
        let coded = Self.gzip(Array("hello".utf8))
        for count in 0..<coded.count {
            #expect(throws: GzipError.truncated) { try Self.decode(Array(coded.prefix(count))) }
        }
    }

    // RFC 1952 §2.2 knows members and nothing between or behind them: neither zeros nor noise.
    @Test(arguments: [[0], [0, 0], [0x1F], [0x1F, 0x8B], [0x1F, 0x8C], Array("noise".utf8)])
    func `nothing but members is read`(rest: [UInt8]) {
        let coded = Self.gzip(Array("hello".utf8))
        #expect(throws: GzipError.self) { try Self.decode(coded + rest) }
        #expect(throws: GzipError.self) { try Self.decode(rest + coded) }
    }

    @Test func `a changed bit never makes other content`() throws {
        let plain = Array("a text that is not long".utf8)
        let coded = Self.gzip(plain)
        for index in coded.indices {
            for bit in 0..<8 {
                var damaged = coded
                damaged[index] ^= 1 << UInt8(bit)
                // Some bits mean nothing to the content: the time, the system, padding.
                if let read = try? Self.decode(damaged) { #expect(read == plain, "\(index)") }
            }
        }
    }

    @Test func `a wrong checksum and a wrong length are errors`() {
        let coded = Self.gzip(Self.text)
        for place in [coded.count - 8, coded.count - 4] {
            var damaged = coded
            damaged[place] ^= 1
            #expect(throws: GzipError.malformed) { try Self.decode(damaged) }
        }
    }
}
