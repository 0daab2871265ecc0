import Codecs
import Foundation
import Records
import TestSupport
import Testing

@testable import Manifests

/// The vectors of the format, which a program computes that was written from its description.
struct ManifestVectorTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures")
    private static let program = directory.appending(path: "manifest.py").path()

    private static func fixture() throws -> [UInt8] {
        Array(try Data(contentsOf: directory.appending(path: "manifest.json")))
    }

    private static func digest(_ json: JSON?) throws -> Digest {
        try #require(json?.string.flatMap { Digest(hexadecimal: $0) })
    }

    private static func sample(_ json: JSON) throws -> Sample {
        Sample(
            key: try SampleKey(try #require(json["key"]?.string)),
            parts: try #require(json["parts"]?.array).map { part in
                let values = try #require(part.array)
                return Part(
                    name: try PartName(try #require(values[0].string)),
                    digest: try digest(values[1]), byteCount: Int64(values[2].integer ?? -1))
            },
            fields: try #require(json["fields"]?.object),
            split: try json["split"]?.string.map { try SplitName($0) })
    }

    /// The samples of a vector that only tells how many it has.
    private static func numbered(_ count: Int) throws -> [Sample] {
        try (0..<count).map { number in
            let digits = String(number)
            let content = Array("content \(number)".utf8)
            let parts = [
                Part(name: try PartName("cls"), digest: Digest.of(Array("1".utf8)), byteCount: 1),
                Part(
                    name: try PartName("png"), digest: .of(content),
                    byteCount: Int64(content.count)),
            ]
            var fields = JSONObject()
            if number % 5 != 0 {
                fields["n"] = .number(number)
                fields["ü"] = ["a", ["z": nil, "b": true]]
            }
            return Sample(
                key: try SampleKey(
                    "\(number % 7)/" + String(repeating: "0", count: 6 - digits.count) + digits),
                parts: Array(parts.dropFirst(number % 2)), fields: fields,
                split: try [nil, SplitName("train"), SplitName("test")][number % 3])
        }
    }

    private static func build(_ samples: [Sample], in pages: MemoryPages) throws -> Manifest {
        try apply(samples.map { .put($0) }, to: nil, in: pages, shape: .standard)
    }

    @Test func `every page of the vectors is what the builder makes`() throws {
        for vector in try #require(try JSONReader.read(Self.fixture()).array) {
            let pages = MemoryPages()
            let samples = try vector["samples"]?.array?.map(Self.sample)
            let count = vector["count"]?.integer ?? 0
            let manifest = try Self.build(samples ?? Self.numbered(count), in: pages)
            #expect(manifest.root == (try Self.digest(vector["root"])))
            if let expected = vector["pages"]?.object {
                #expect(pages.digests.count == expected.members.count)
                for page in expected.members {
                    let digest = try #require(Digest(hexadecimal: page.name))
                    #expect(try Hexadecimal.encode(pages.page(digest)) == page.value.string)
                }
            } else {
                #expect(pages.digests.count == vector["pageCount"]?.integer)
            }
        }
    }

    @Test(.enabled(if: Program.exists("python3"), "there is no python3"))
    func `the other program still computes the vectors`() throws {
        let bytes = try Program.run("python3", [Self.program, "vectors"], input: [])
        #expect(bytes == (try Self.fixture()))
    }

    @Test(.enabled(if: Program.exists("python3"), "there is no python3"))
    func `the other program reads our pages, after any history`() throws {
        let (pages, place) = (MemoryPages(), TemporaryDirectory())
        let samples = try Self.numbered(3000)
        var manifest = try Self.build(samples, in: pages)
        manifest = try apply(
            samples.filter { $0.key.text.hasPrefix("3") }.map { .remove($0.key) }, to: manifest,
            in: pages)
        for digest in pages.digests {
            try Data(try pages.page(digest)).write(
                to: URL(filePath: "\(place.path)/\(digest.hexadecimal)"))
        }
        let output = try Program.run(
            "python3", [Self.program, "read", place.path, manifest.root.hexadecimal], input: [])
        let read = try output.split(separator: UInt8(ascii: "\n")).map {
            try Self.sample(JSONReader.read(Array($0)))
        }
        #expect(try read.map(canonical) == manifest.allSamples())
        #expect(read.count == manifest.sampleCount && read.count > 2500)
    }
}
