import Codecs
import Records
import SQL
import Shards
import Testing

@testable import Catalog

struct ViewsTests {
    private let fixture: CatalogFixture
    private let recipe: ViewRecipe

    init() throws {
        fixture = try CatalogFixture()
        let version = try fixture.commit((0..<100).map { ("key-\(100 + $0)", "text \($0)") })
            .version
        recipe = ViewRecipe(
            dataset: fixture.path, version: version.digest,
            filter: try FilterParser.filter("@key between \"key-110\" and \"key-119\""),
            order: .windowed(seed: 3, blockLength: 4, blocksPerWindow: 2))
    }

    @Test func `a view is read as it was kept, with the positions that it chose`() throws {
        let views = Views(fixture.storage)
        let (view, isNew) = try views.create(recipe, author: "tester")
        #expect(isNew && view.sampleCount == 10)
        #expect(try views.view(view.digest) == view)
        #expect(try views.create(recipe, author: "another") == (view, false))
        let source = try views.source(of: view.digest, plans: PlanCache(byteLimit: 1 << 20))
        let order = EpochOrder(recipe.order, epoch: 1, sampleCount: source.sampleCount)
        #expect(
            source.positions(of: order.positions(at: 0..<10)).sorted() == Array(10..<20))
    }

    @Test func `views are listed by digest, page by page`() throws {
        let views = Views(fixture.storage)
        let all = try (0..<5).map { seed in
            try views.create(
                ViewRecipe(
                    dataset: recipe.dataset, version: recipe.version, order: .shuffled(seed: seed)),
                author: "tester"
            ).view
        }.sorted { $0.digest < $1.digest }
        #expect(try views.list(after: nil, limit: 10) == all)
        #expect(try views.list(after: all[1].digest, limit: 2) == Array(all[2..<4]))
    }

    @Test(arguments: ["positions = x'00'", "sample_count = 3", "recipe = '{}'"])
    func `a view that was changed on disk is found, and not delivered`(change: String) throws {
        let view = try Views(fixture.storage).create(recipe, author: "tester").view
        #expect(try IntegrityCheck.run(fixture.storage, files: nil) { _ in }.findings == [])
        try fixture.storage.database.write { try $0.run("UPDATE view SET \(change)") }
        let report = try IntegrityCheck.run(fixture.storage, files: nil) { _ in }
        #expect(report.findings == [.recipeBroken(view.digest)])
        #expect(throws: (any Error).self) {
            try Views(fixture.storage).source(of: view.digest, plans: PlanCache(byteLimit: 0))
        }
    }

    @Test func `an unknown field is told with those that there are`() throws {
        let other = ViewRecipe(
            dataset: recipe.dataset, version: recipe.version,
            filter: try FilterParser.filter("clas = 1"))
        #expect(throws: ViewError.fieldUnknown(["clas"], known: ["cls"])) {
            try Views(fixture.storage).create(other, author: "tester")
        }
    }

    @Test func `a filter may cost so much and no more`() throws {
        let filtered = ViewRecipe(
            dataset: recipe.dataset, version: recipe.version,
            filter: try FilterParser.filter("cls in [1, 2] or @bytes > 3"))
        #expect(throws: ViewError.filterTooCostly(testCount: 300, limit: 299)) {
            try Views(fixture.storage, testLimit: 299).create(filtered, author: "tester")
        }
        #expect(
            try Views(fixture.storage, testLimit: 300).create(filtered, author: "tester").isNew)
    }

    // MARK: Labels

    private func joined(
        _ filter: String?, asOf: Int64? = nil, field: String = "class", sentAs: String? = "txt"
    ) throws -> ViewRecipe {
        let moment = MomentRequest(
            labelset: try LabelsetName("gt"), field: try FieldName(field), asOf: asOf)
        return ViewRecipe(
            dataset: recipe.dataset, version: recipe.version,
            filter: try filter.map(FilterParser.filter),
            labels: [
                .init(
                    moment: try moment.pinned(in: fixture.path, fixture.storage),
                    name: .standard, sentAs: try sentAs.map { try PartName($0) })
            ], order: .sequential)
    }

    /// The keys of a view, with what is sent as its label.
    private func delivered(_ view: View) throws -> [String: String] {
        let source = try Views(fixture.storage).source(
            of: view.digest, plans: PlanCache(byteLimit: 1 << 20))
        let order = EpochOrder(view.recipe.order, epoch: 0, sampleCount: source.sampleCount)
        // Backwards, so that no sample stands beside its neighbour.
        let positions = source.positions(
            of: order.positions(at: (0..<source.sampleCount).reversed()))
        let samples = try source.samples(at: positions, in: fixture.storage)
        #expect(samples.reduce(0) { $0 + $1.byteCount } == view.byteCount)
        return Dictionary(
            uniqueKeysWithValues: samples.map { delivered in
                let text = delivered.labelParts.first.map {
                    String(decoding: $0.bytes, as: UTF8.self)
                }
                return (delivered.sample.key.text, text ?? "-")
            })
    }

    @Test func `labels are joined as of the moment that was pinned, whatever is said later`() throws
    {
        let views = Views(fixture.storage)
        try fixture.label(
            "gt", (0..<20).map { ("key-\(110 + $0)", $0 % 4) }, source: "human:anna")
        let before = try views.create(joined("@label.class = 1"), author: "tester").view
        #expect(before.sampleCount == 5)
        let id = try AnnotationID("class:key-111")
        _ = try fixture.writer("gt").put(fixture.statement("key-111", 2), id: id, base: 1)
        _ = try fixture.writer("gt").withdraw(AnnotationID("class:key-115"), base: 1)
        _ = try fixture.writer("gt").put(
            fixture.statement("key-150", 1), id: AnnotationID("class:key-150"), base: 0)
        let expected = ["111", "115", "119", "123", "127"].map { ("key-\($0)", "1") }
        #expect(try delivered(before) == Dictionary(uniqueKeysWithValues: expected))
        #expect(try views.create(before.recipe, author: "tester").isNew == false)
        let after = try views.create(joined("@label.class = 1"), author: "tester").view
        #expect(
            try delivered(after).keys.sorted() == ["119", "123", "127", "150"].map { "key-\($0)" })
        let unlabeled = try views.create(joined("not has @label.class"), author: "tester").view
        #expect(unlabeled.sampleCount == 80)
        #expect(try delivered(unlabeled)["key-115"] == "-")
    }

    @Test func `a field that the labelset does not have is told, an empty labelset is not`() throws
    {
        try fixture.label("gt", [], source: "human:anna")
        let views = Views(fixture.storage)
        let empty = try views.create(joined("has @label.class"), author: "tester").view
        #expect(empty.sampleCount == 0)
        _ = try fixture.writer("gt").put(
            fixture.statement("key-150", 1), id: AnnotationID("x"), base: 0)
        let wrong = try joined(nil, field: "clas")
        #expect(
            throws: ViewError.labelFieldUnknown(wrong.labels[0].moment, known: [.standard])
        ) { try views.create(wrong, author: "tester") }
    }

    @Test func `a preview counts the values that labelsets say, once for each sample`() throws {
        try fixture.label("gt", (0..<8).map { ("key-\(110 + $0)", $0 % 2) }, source: "human:anna")
        for id in ["again", "other"] {
            _ = try fixture.writer("gt").put(
                fixture.statement("key-110", id == "again" ? 0 : 7), id: AnnotationID(id), base: 0)
        }
        let summary = try Views(fixture.storage).summary(
            of: joined("has @label.class"), countingValuesOf: .label(.standard))
        #expect(summary.valueCounts == ["0": 4, "1": 4, "7": 1])
        #expect(summary.sampleCount == 8)
    }

    @Test func `a label of another version's key does not count`() throws {
        try fixture.label("gt", [("key-110", 1)], source: "human:anna")
        try fixture.commit([("key-1105", "late")])
        _ = try fixture.writer("gt").put(
            fixture.statement("key-1105", 1), id: AnnotationID("late"), base: 0)
        let view = try Views(fixture.storage).create(joined("@label.class = 1"), author: "tester")
            .view
        #expect(try delivered(view) == ["key-110": "1"])
    }
}
