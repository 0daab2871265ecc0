import TestSupport
import Testing

@testable import Codecs

struct GzipEncoderTests {
    @Test(.enabled(if: Program.exists("gzip")))
    func `gzip reads what is written, in whatever pieces`() throws {
        var generator = SeededGenerator(seed: 1952)
        let words = (0..<64).map { "\"key\($0)\": \($0 * 7919)," }
        for pieceCount in [0, 1, 2, 40] {
            var encoder = GzipEncoder()
            var (plain, coded): ([UInt8], [UInt8]) = ([], [])
            for _ in 0..<pieceCount {
                let count = Int.random(in: 0..<4000, using: &generator)
                let piece = Array(
                    (0..<count).map { _ in words.randomElement(using: &generator) ?? "" }
                        .joined().utf8)
                plain += piece
                coded += encoder.encode(piece)
            }
            coded += encoder.finish()
            #expect(try Program.run("gzip", ["-dc"], input: coded) == plain)
        }
    }

    @Test(.enabled(if: Program.exists("gzip")))
    func `what does not shrink comes back too`() throws {
        var generator = SeededGenerator(seed: 7)
        let noise = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var encoder = GzipEncoder()
        let coded = encoder.encode(noise) + encoder.finish()
        #expect(try Program.run("gzip", ["-dc"], input: coded) == noise)
    }

    @Test func `text shrinks, and every piece is complete at once`() {
        var encoder = GzipEncoder()
        let text = Array(String(repeating: "{\"label\": \"cat\"}\n", count: 1000).utf8)
        let first = encoder.encode(text)
        #expect(first.count < text.count / 10)
        // A sync flush ends with an empty stored block (RFC 1951 §3.2.4).
        #expect(first.suffix(4) == [0, 0, 0xFF, 0xFF])
        #expect(encoder.encode([]).isEmpty)
    }
}
