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
        let report = try IntegrityCheck.run(fixture.storage, files: nil) { _ in }
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
        let findings = try IntegrityCheck.run(fixture.storage, files: nil) { _ in }.findings
        #expect(findings.contains(.blobMissing(digest)))
        #expect(
            findings.contains(
                .partMissing(fixture.path, number: 1, try SampleKey("a"), try PartName("cls"))))
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
            try IntegrityCheck.run(fixture.storage, files: nil) { _ in }.findings
                == [.recipeBroken(benchmark.digest)])
    }

    @Test func `counts, rows and numbers that were changed are found, and the check goes on`()
        throws
    {
        let fixture = try CatalogFixture()
        try fixture.commit([("a", "1"), ("b", "2")])
        try fixture.label("gt", [("a", 1), ("b", 2)], source: "human:anna")
        try fixture.storage.database.write { connection in
            try connection.run("UPDATE version SET splits = '{\"x\":5}'")
            try connection.run("UPDATE annotation SET value = '{' WHERE sequence = 1")
            try connection.run("DELETE FROM annotation WHERE sequence = 2")
        }
        #expect(
            try IntegrityCheck.run(fixture.storage, files: nil) { _ in }.findings == [
                .countsDiffer(fixture.path, number: 1), .annotationBroken(sequence: 1),
                .labelsetCountDiffers(fixture.path, LabelsetName(unchecked: "gt")),
                .annotationsMissing(count: 1),
            ])
    }

    @Test func `a run without outcomes and a score that does not follow from them are found`()
        throws
    {
        let fixture = try CatalogFixture()
        try fixture.commit([("a", "1"), ("b", "2")])
        try fixture.label("gt", [("a", 1), ("b", 2)], source: "human:anna")
        let moment = MomentRequest(
            labelset: LabelsetName(unchecked: "gt"), field: .standard, asOf: nil)
        let request = Benchmarks.Request(
            name: BenchmarkName(unchecked: "b"), dataset: fixture.path, version: .latest,
            split: nil, reference: moment,
            metrics: ["accuracy", "confusion_matrix"].map {
                MetricChoice(name: $0, parameters: JSONObject())
            })
        _ = try Benchmarks(fixture.storage).create(request, author: "t")
        let run = try Runs(fixture.storage).create(
            benchmark: "b", model: ModelName(unchecked: "m"), predictions: moment, author: "t"
        ).run
        #expect(try IntegrityCheck.run(fixture.storage, files: nil) { _ in }.findings.isEmpty)
        try fixture.storage.database.write { connection in
            try connection.run(
                "UPDATE run SET metrics = replace(metrics, '\"value\":1', '\"value\":0')")
            try connection.run("DELETE FROM outcome WHERE metric = 1")
        }
        #expect(
            try IntegrityCheck.run(fixture.storage, files: nil) { _ in }.findings == [
                .scoresDiffer(run: run.digest, metric: "accuracy"),
                .outcomesBroken(run: run.digest, metric: "confusion_matrix"),
            ])
    }
}
