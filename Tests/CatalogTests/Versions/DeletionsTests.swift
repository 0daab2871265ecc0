import Codecs
import Formats
import Records
import SQL
import Shards
import Testing

@testable import Catalog

/// Datasets that are deleted, brought back and gone.
struct DeletionsTests {
    private let fixture: CollectionFixture
    private var deletions: Deletions { Deletions(fixture.storage) }
    private var datasets: Datasets { Datasets(fixture.storage) }

    init() throws {
        fixture = try CollectionFixture()
        try fixture.commit(0..<10)
    }

    private func label(_ count: Int) throws {
        let labelset = LabelsetName(unchecked: "truth")
        _ = try Labelsets(fixture.storage).create(labelset, of: fixture.path, description: "")
        let writer = AnnotationWriter(
            fixture.storage, of: fixture.path, in: labelset, author: "tester")
        _ = try writer.append(
            (0..<count).map { number in
                let statement = Statement(
                    sample: try SampleKey("\(number)"), field: .standard,
                    value: .category(.integer(number), probabilities: nil),
                    attributes: JSONObject(), confidence: nil, source: try Source("rule:a"))
                return AnnotationWriter.Line(
                    number: number + 1,
                    id: AnnotationID(field: statement.field, sample: statement.sample),
                    statement: statement)
            })
    }

    /// One blob of the dataset, in another one.
    private func commitToAnother() throws {
        let other = DatasetPath(
            namespace: NamespaceName(unchecked: "team"), name: DatasetName(unchecked: "other"))
        let draft = try CommitDraft(
            fixture.storage, of: other, encoding: .tar,
            options: CommitOptions(
                split: .none, replacesAll: true, createsDataset: true, message: "", author: "t"))
        var writer = TarWriter()
        try draft.append(writer.member(path: "3.bin", content: CollectionFixture.bytes(3)))
        try draft.append(writer.finish())
        _ = try draft.finish()
    }

    private func endGrace() {
        fixture.store.clock.advance(seconds: CollectionFixture.graceSeconds + 1)
    }

    @Test func `a deleted dataset is out of sight, and comes back as it was`() throws {
        try label(3)
        let before = try datasets.dataset(fixture.path)
        let deletion = try deletions.delete(fixture.path)
        #expect(throws: CatalogError.datasetMissing(fixture.path)) {
            try datasets.dataset(fixture.path)
        }
        #expect(throws: CatalogError.datasetMissing(fixture.path)) {
            try fixture.commit(10..<20)
        }
        #expect(throws: CatalogError.datasetMissing(fixture.path)) {
            try deletions.delete(fixture.path)
        }
        #expect(try datasets.list(after: nil, limit: 10).isEmpty)
        #expect(try deletions.list(after: nil, limit: 10) == [deletion])
        #expect(try fixture.check().findings.isEmpty)
        try deletions.restore(fixture.path)
        #expect(try datasets.dataset(fixture.path) == before)
        #expect(try deletions.list(after: nil, limit: 10).isEmpty)
        #expect(throws: CatalogError.datasetMissing(fixture.path)) {
            try deletions.restore(fixture.path)
        }
    }

    @Test func `its name is taken until it is gone`() throws {
        _ = try deletions.delete(fixture.path)
        #expect(throws: CatalogError.datasetDeleted(fixture.path)) {
            try datasets.create(fixture.path, description: "")
        }
        endGrace()
        #expect(try fixture.collect().purgedDatasetCount == 1)
        _ = try datasets.create(fixture.path, description: "another")
        try fixture.commit(5..<8)
        #expect(try datasets.version(.latest, of: fixture.path).number == 1)
    }

    @Test func `within the grace period collections leave it, afterwards all of it goes`() throws {
        try label(10)
        _ = try Views(fixture.storage).create(
            ViewRecipe(
                dataset: fixture.path,
                version: datasets.version(.latest, of: fixture.path).digest, split: nil,
                filter: nil, parts: [], order: .sequential), author: "tester")
        _ = try deletions.delete(fixture.path)
        for _ in 0..<2 { #expect(try fixture.collect().purgedDatasetCount == 0) }
        #expect(try fixture.stored(of: 0..<10).count == 10)
        endGrace()
        let report = try fixture.collect()
        #expect(report.purgedDatasetCount == 1 && report.condemned.count > 10)
        #expect(throws: CatalogError.datasetMissing(fixture.path)) {
            try deletions.restore(fixture.path)
        }
        endGrace()
        try fixture.collect()
        #expect(try fixture.stored(of: 0..<10).isEmpty)
        let check = try fixture.check()
        #expect(check.findings.isEmpty && check.versionCount == 0 && check.annotationCount == 0)
    }

    @Test func `what was delivered of it is forgotten with it`() throws {
        let source = DeliverySource(
            of: try datasets.version(.latest, of: fixture.path), in: fixture.path)
        let ledger = Ledger(fixture.storage, plans: PlanCache(byteLimit: 1 << 20))
        let training = TrainingName(unchecked: "net")
        try ledger.note(
            Delivery(
                rule: .shuffled(seed: 1), epoch: 0, sampleCount: source.sampleCount,
                cut: RankCut(of: 0..<source.sampleCount, rank: 0, worldSize: 1), stepLimit: 5),
            from: source, to: training, author: "tester")
        #expect(try ledger.entries(of: training, after: 0, limit: 10).count == 1)
        _ = try deletions.delete(fixture.path)
        endGrace()
        #expect(try fixture.collect().purgedDatasetCount == 1)
        #expect(try ledger.entries(of: training, after: 0, limit: 10).isEmpty)
    }

    @Test func `what another dataset has as well stays`() throws {
        try commitToAnother()
        _ = try deletions.delete(fixture.path)
        endGrace()
        try fixture.collectTwice()
        #expect(try fixture.stored(of: 0..<10) == [3])
        #expect(try fixture.check().findings.isEmpty)
    }

    @Test func `a dataset that a benchmark is made of stays`() throws {
        try label(10)
        let name = BenchmarkName(unchecked: "b")
        _ = try Benchmarks(fixture.storage).create(
            Benchmarks.Request(
                name: name, dataset: fixture.path, version: .latest, split: nil,
                reference: MomentRequest(
                    labelset: LabelsetName(unchecked: "truth"), field: .standard, asOf: nil),
                metrics: [MetricChoice(name: "accuracy", parameters: JSONObject())]),
            author: "tester")
        #expect(throws: CatalogError.datasetInUse(fixture.path, by: name)) {
            try deletions.delete(fixture.path)
        }
        #expect(try datasets.dataset(fixture.path).latest?.number == 1)
    }
}
