import Codecs
import HTTP
import Records
import Service
import Testing

/// Comparisons and leaderboards over HTTP.
struct ComparisonEndpointsTests {
    private static let unknown = "\(Digest.of([]))"

    static let scenarios: [Scenario] = [
        Scenario(
            "of nothing", .invalidParameter, .get, "/v1/comparisons",
            says: [#""parameter":"first""#]),
        Scenario(
            "with nothing", .invalidParameter, .get, "/v1/comparisons?first=\(unknown)",
            says: [#""parameter":"second""#]),
        Scenario(
            "of unknown runs", .resourceMissing, .get,
            "/v1/comparisons?first=\(unknown)&second=\(unknown)"),
        Scenario("a board of nothing", .resourceMissing, .get, "/v1/leaderboards/nothing"),
        Scenario(
            "a board by an unknown metric", .resourceMissing, .get,
            "/v1/leaderboards/bench?metric=luck", says: ["accuracy"]),
        Scenario(
            "runs of two benchmarks", .runsIncomparable, .get,
            "/v1/comparisons?first=\(RunPair.alpha)&second=\(RunPair.other)"),
    ]

    /// Placeholders for ids that a daemon gives.
    private enum RunPair {
        static let alpha = "ALPHA"
        static let other = "OTHER"
    }

    @Test func `a comparison that cannot be is refused`() throws {
        let daemon = try TestDaemon.withSamples()
        let alpha = try #require(try daemon.runs()["alpha"])
        try daemon.make("/v1/benchmarks", Example.benchmarkRequest("other", reference: "beta"))
        let other = try daemon.make("/v1/runs", Example.runRequest("alpha", benchmark: "other"))
        let second = try #require(other["id"]?.string)
        try Scenario.check(
            Self.scenarios.map { scenario in
                Scenario(
                    scenario.name, scenario.kind, scenario.method,
                    scenario.target.replacing(RunPair.alpha, with: alpha)
                        .replacing(RunPair.other, with: second), says: scenario.says)
            }, on: daemon)
    }

    @Test func `a comparison pairs the samples`() throws {
        let daemon = try TestDaemon.withSamples()
        let runs = try daemon.runs()
        let (alpha, beta) = (try #require(runs["alpha"]), try #require(runs["beta"]))
        let comparison = try daemon.get("/v1/comparisons?first=\(alpha)&second=\(beta)").json
        // alpha: right right right wrong wrong; beta: right wrong wrong right wrong.
        #expect(ComparisonEndpointsTests.keys(comparison["bothWrong"]) == ["train/3"])
        #expect(ComparisonEndpointsTests.keys(comparison["regressions"]) == ["train/0", "train/1"])
        #expect(ComparisonEndpointsTests.keys(comparison["fixes"]) == ["train/2"])
        #expect(comparison["n"] == 5)
        // Exact McNemar of 2 against 1: every outcome is at least as far from the middle.
        #expect(comparison["p"]?.double == 1)
        #expect(abs((comparison["delta"]?.double ?? 0) + 0.2) < 1e-9)
        #expect(comparison["first"]?["model"] == "alpha")
        #expect(comparison["second"]?["id"]?.string == beta)
    }

    @Test func `a leaderboard ranks the newest run of each model`() throws {
        let daemon = try TestDaemon.withSamples()
        let board = try daemon.get("/v1/leaderboards/bench").json
        let rows = board["rows"]?.array ?? []
        #expect(rows.compactMap { $0["model"]?.string } == ["alpha", "beta"])
        #expect(rows.compactMap { $0["value"]?.double } == [0.6, 0.4])
        #expect(rows[0]["ranks"]?.array?.count == 2)
        #expect(board["benchmark"] == "bench")
        #expect(board["apart"] == [])
    }

    @Test func `a leaderboard without runs has no rows`() throws {
        let daemon = try TestDaemon.withSamples()
        try daemon.make("/v1/benchmarks", Example.benchmarkRequest("other", reference: "beta"))
        #expect(try daemon.get("/v1/leaderboards/other").json["rows"] == [])
    }

    private static func keys(_ list: JSON?) -> [String] {
        list?.array?.compactMap { $0["key"]?.string } ?? []
    }
}
