import Catalog
import Codecs
import Evaluation
import Records
import Testing

struct RunsTests {
    private let samples = (0..<20).map { (key: "s\(10 + $0)", label: $0 % 3) }

    /// A dataset with references, two models' predictions and a benchmark.
    private func fixture() throws -> (CatalogFixture, Benchmark) {
        let fixture = try CatalogFixture()
        try fixture.commit(samples.map { ($0.key, "\($0.label)") })
        try fixture.label("gt", samples, source: "human:anna")
        try fixture.label("one", predictions(wrong: 4), source: "model:one")
        try fixture.label("two", predictions(wrong: 1), source: "model:two")
        return (fixture, try benchmark("digits", in: fixture, asOf: nil))
    }

    private func predictions(wrong count: Int) -> [(key: String, label: Int)] {
        samples.enumerated().map { ($1.key, $0 < count ? ($1.label + 1) % 3 : $1.label) }
    }

    private func benchmark(_ name: String, in fixture: CatalogFixture, asOf: Int64?) throws
        -> Benchmark
    {
        let request = Benchmarks.Request(
            name: BenchmarkName(unchecked: name), dataset: fixture.path, version: .latest,
            split: nil, reference: moment("gt", asOf: asOf),
            metrics: [
                MetricChoice(name: "accuracy", parameters: JSONObject()),
                MetricChoice(name: "confusion_matrix", parameters: JSONObject()),
            ])
        return try Benchmarks(fixture.storage).create(request, author: "tester").benchmark
    }

    private func moment(_ name: String, asOf: Int64? = nil) -> MomentRequest {
        MomentRequest(labelset: LabelsetName(unchecked: name), field: .standard, asOf: asOf)
    }

    private func run(_ benchmark: Benchmark, _ model: String, in fixture: CatalogFixture) throws
        -> Run
    {
        try Runs(fixture.storage).create(
            benchmark: benchmark.name.text, model: ModelName(unchecked: model),
            predictions: moment(model), author: "tester"
        ).run
    }

    @Test func `a run scores what was predicted`() throws {
        let (fixture, benchmark) = try fixture()
        let run = try run(benchmark, "one", in: fixture)
        #expect(run.metrics[0]?["value"]?.double == 0.8)
        #expect(run.metrics[0]?["accounting"]?["scored"] == 20)
    }

    @Test func `the same recipe is the same run, computed once`() throws {
        let (fixture, benchmark) = try fixture()
        let first = try run(benchmark, "one", in: fixture)
        let (second, isNew) = try Runs(fixture.storage).create(
            benchmark: benchmark.digest.description, model: ModelName(unchecked: "one"),
            predictions: moment("one"), author: "somebody")
        #expect(!isNew && second == first)
    }

    @Test func `a corrected reference changes new benchmarks and leaves pinned ones alone`() throws
    {
        let (fixture, before) = try fixture()
        let id = try AnnotationID("class:s10")
        _ = try fixture.writer("gt").put(try fixture.statement("s10", 1), id: id, base: 1)
        let after = try benchmark("after", in: fixture, asOf: nil)
        #expect(try run(before, "one", in: fixture).metrics[0]?["value"]?.double == 0.8)
        #expect(try run(after, "one", in: fixture).metrics[0]?["value"]?.double == 0.85)
        let again = try benchmark("again", in: fixture, asOf: before.recipe.reference.asOf)
        #expect(again.digest == before.digest)
    }

    @Test func `a run is found by the first digits of its id`() throws {
        let (fixture, benchmark) = try fixture()
        let run = try run(benchmark, "one", in: fixture)
        let prefix = String(run.digest.hexadecimal.prefix(12))
        #expect(try Runs(fixture.storage).run(prefix) == run)
        #expect(throws: CatalogError.runMissing("000000")) {
            try Runs(fixture.storage).run("000000")
        }
    }

    @Test func `two runs are compared sample by sample`() throws {
        let (fixture, benchmark) = try fixture()
        let first = try run(benchmark, "one", in: fixture)
        let second = try run(benchmark, "two", in: fixture)
        let result = try Comparisons(fixture.storage).compare(
            first.digest.description, second.digest.description, metric: nil)
        #expect(result.comparison.bothWrong.map { result.keys[$0].text } == ["s10"])
        #expect(result.comparison.fixes.count == 3 && result.comparison.regressions.isEmpty)
        #expect(result.comparison.p == 0.25)
    }

    @Test func `a leaderboard ranks the newest run of each model`() throws {
        let (fixture, benchmark) = try fixture()
        _ = try run(benchmark, "one", in: fixture)
        let best = try run(benchmark, "two", in: fixture)
        let board = try Comparisons(fixture.storage).leaderboard("digits", metric: nil)
        #expect(board.leaderboard.rows.first?.name == best.digest.description)
        #expect(board.leaderboard.rows.allSatisfy { $0.ranks?.best == 1 && $0.ranks?.worst == 2 })
    }

    @Test func `an unknown metric is refused when the benchmark is made`() throws {
        let (fixture, _) = try fixture()
        let request = Benchmarks.Request(
            name: BenchmarkName(unchecked: "x"), dataset: fixture.path, version: .latest,
            split: nil, reference: moment("gt"),
            metrics: [MetricChoice(name: "nonsense", parameters: JSONObject())])
        #expect(throws: MetricError.self) {
            try Benchmarks(fixture.storage).create(request, author: "tester")
        }
    }

    @Test func `a benchmark's name keeps its recipe`() throws {
        let (fixture, benchmark) = try fixture()
        let request = Benchmarks.Request(
            name: benchmark.name, dataset: fixture.path, version: .latest, split: nil,
            reference: moment("gt"),
            metrics: [MetricChoice(name: "accuracy", parameters: JSONObject())])
        #expect(throws: CatalogError.benchmarkExists(benchmark.name, benchmark.digest)) {
            try Benchmarks(fixture.storage).create(request, author: "tester")
        }
    }
}
