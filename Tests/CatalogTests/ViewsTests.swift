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
        #expect(source.positions(of: 0..<10, in: order).sorted() == Array(10..<20))
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
        #expect(throws: CatalogError.fieldUnknown(["clas"], known: ["cls"])) {
            try Views(fixture.storage).create(other, author: "tester")
        }
    }
}
