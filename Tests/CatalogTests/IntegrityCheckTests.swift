import Blobs
import Catalog
import Codecs
import Records
import SQL
import Testing

struct IntegrityCheckTests {
    @Test func `an untouched catalog has no findings`() throws {
        let fixture = try CatalogFixture()
        try fixture.commit([("a", "1"), ("b", "2")])
        try fixture.label("gt", [("a", 1)], source: "human:anna")
        let report = try IntegrityCheck.run(fixture.storage) { _ in }
        #expect(report.findings.isEmpty)
        #expect(report.versionCount == 1 && report.sampleCount == 2)
        #expect(report.annotationCount == 1)
    }

    @Test func `a blob without bytes and a version that needs it are found`() throws {
        let fixture = try CatalogFixture()
        try fixture.commit([("a", "1"), ("b", "2")])
        let digest = Digest.of(Array("1".utf8))
        let location = try fixture.storage.database.read { connection in
            try connection.first(
                "SELECT segment, offset, byte_count FROM blob WHERE digest = ?", digest.bytes
            ) { row in
                BlobLocation(
                    segment: row.integer(0), offset: row.integer(1), byteCount: row.integer(2))
            }
        }
        _ = try fixture.storage.blobs.remove(digest, at: try #require(location))
        let findings = try IntegrityCheck.run(fixture.storage) { _ in }.findings
        #expect(findings.contains(.blobMissing(digest)))
        #expect(
            findings.contains { finding in
                if case .versionBroken(fixture.path, number: 1, reason: _) = finding {
                    true
                } else {
                    false
                }
            })
    }

    @Test func `a changed recipe is found`() throws {
        let fixture = try CatalogFixture()
        try fixture.commit([("a", "1")])
        try fixture.label("gt", [("a", 1)], source: "human:anna")
        let request = Benchmarks.Request(
            name: BenchmarkName(unchecked: "b"), dataset: fixture.path, version: .latest,
            split: nil,
            reference: MomentRequest(
                labelset: LabelsetName(unchecked: "gt"), field: .standard, asOf: nil),
            metrics: [MetricChoice(name: "accuracy", parameters: JSONObject())])
        let benchmark = try Benchmarks(fixture.storage).create(request, author: "t").benchmark
        try fixture.storage.database.write { connection in
            try connection.run("UPDATE benchmark SET recipe = replace(recipe, 'gt', 'gg')")
        }
        #expect(
            try IntegrityCheck.run(fixture.storage) { _ in }.findings
                == [.recipeBroken(benchmark.digest)])
    }
}
