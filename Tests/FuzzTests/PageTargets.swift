import Codecs
import Evaluation
import Records

@testable import Manifests

extension FuzzTarget {
    private static let digest = Digest.of([])

    /// Manifest pages, with a right checksum, so that every check is reached.
    static let pages = FuzzTarget(
        name: "pages", seeds: (try? pageSeeds()) ?? [], words: ["CRNL", "CRNI", "\0\0\0\u{1}"],
        mend: mendChecksum
    ) { bytes in
        var answer = ""
        do throws(ManifestError) {
            let page = try LeafPage(bytes, of: digest)
            answer = "leaf \(min(page.sampleCount, 32))"
            for index in 0..<page.sampleCount { _ = try page.sample(index) }
            _ = page.lowerBound(of: Array("5".utf8))
        } catch {
            answer += " \(error)"
        }
        for level in [IndexPage.Level.descriptors, .root] {
            do throws(ManifestError) {
                let page = try IndexPage(bytes, of: digest, level: level)
                answer += " \(level) \(min(page.childCount, 32))"
                for index in 0..<page.childCount { _ = try page.child(index) }
                _ = page.childIndex(of: Array("5".utf8))
            } catch {
                answer += " \(error)"
            }
        }
        return answer
    }

    private static let mendChecksum: @Sendable ([UInt8]) -> [UInt8] = { input in
        var bytes = Array(input.dropLast(PageBytes.checksumByteCount))
        bytes.appendChecksum()
        return bytes
    }

    private static func pageSeeds() throws -> [[UInt8]] {
        let samples = try (0..<6).map { index in
            Sample(
                key: try SampleKey("key\(index)"),
                parts: try ["cls", "png"].prefix(1 + index % 2).map {
                    Part(name: try PartName($0), digest: digest, byteCount: Int64(index * 100))
                },
                fields: ["label": .number(index)],
                split: index.isMultiple(of: 2) ? try SplitName("train") : nil)
        }
        let children = try (0..<3).map { index in
            try Child(leaf: Array(samples[index * 2..<index * 2 + 2]), digest: digest)
        }
        let shape = TreeShape(leafTarget: 4, pageTarget: 4)
        return [
            try LeafPage.write(samples), try LeafPage.write(Array(samples.prefix(1))),
            try IndexPage.write(children, level: .descriptors, shape: shape),
            try IndexPage.write(children, level: .root, shape: shape),
        ]
    }

    /// Stored outcomes of runs.
    static let outcomes = FuzzTarget(
        name: "outcomes", seeds: outcomeSeeds, words: ["outcomes", "\u{1}\0\0\0", "\0\0\0\0"]
    ) { bytes in
        let outcomes: Outcomes
        do throws(OutcomesError) {
            outcomes = try Outcomes(decoding: bytes)
        } catch {
            return "\(error)".prefix { !$0.isNumber }.description
        }
        for position in 0..<outcomes.count { _ = outcomes[position] }
        try demand(outcomes.encoded == bytes, "outcomes have one spelling")
        return "\(min(outcomes.count, 16))"
    }

    private static var outcomeSeeds: [[UInt8]] {
        let scored = Outcome.scored(
            isCorrect: true, reference: .name("cat"), prediction: .integer(3), confidence: 0.5)
        let missing = Outcome.unscored(.missing, reference: .name("dog"), countsAsWrong: true)
        return [[], [scored], [scored, missing, .ignored]].map { outcomes in
            Outcomes(signature: "accuracy.v1", order: digest, outcomes: outcomes).encoded
        }
    }
}
