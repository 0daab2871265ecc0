import Codecs
import HTTP
import Records
import Service
import Testing

/// Benchmarks over HTTP: frozen recipes.
struct BenchmarkEndpointsTests {
    static let scenarios: [Scenario] = [
        Scenario(
            "a name of another recipe", .alreadyExists, .post, "/v1/benchmarks",
            .json(Example.benchmarkRequest("bench", reference: "alpha"))),
        Scenario(
            "no dataset", .invalidMember, .post, "/v1/benchmarks",
            .json(Example.benchmarkRequest("new", dataset: "digits")), pointer: "/dataset"),
        Scenario(
            "an unknown dataset", .resourceMissing, .post, "/v1/benchmarks",
            .json(Example.benchmarkRequest("new", dataset: "team/nothing"))),
        Scenario(
            "a dataset without a version", .resourceMissing, .post, "/v1/benchmarks",
            .json(Example.benchmarkRequest("new", dataset: "team/empty"))),
        Scenario(
            "an unknown reference", .resourceMissing, .post, "/v1/benchmarks",
            .json(Example.benchmarkRequest("new", reference: "nothing"))),
        Scenario(
            "no metric", .invalidMember, .post, "/v1/benchmarks",
            .json(Example.benchmarkRequest("new", metrics: "[]")), pointer: "/metrics"),
        Scenario(
            "an unknown metric", .resourceMissing, .post, "/v1/benchmarks",
            .json(Example.benchmarkRequest("new", metrics: #"[{"name": "luck"}]"#)),
            says: ["accuracy"]),
        Scenario(
            "a metric twice", .invalidMember, .post, "/v1/benchmarks",
            .json(
                Example.benchmarkRequest(
                    "new", metrics: #"[{"name": "accuracy"}, {"name": "accuracy"}]"#)),
            pointer: "/metrics/1/name"),
        Scenario(
            "an unknown parameter of a metric", .invalidMember, .post, "/v1/benchmarks",
            .json(
                Example.benchmarkRequest(
                    "new", metrics: #"[{"name": "accuracy", "parameters": {"luck": 1}}]"#))),
        Scenario(
            "the future", .momentAhead, .post, "/v1/benchmarks",
            .json(
                #"""
                {"name": "new", "dataset": "team/digits",
                 "reference": {"labelset": "truth", "asOf": 99999},
                 "metrics": [{"name": "accuracy"}]}
                """#)),
        Scenario(
            "no split of it", .resourceMissing, .post, "/v1/benchmarks",
            .json(
                #"""
                {"name": "new", "dataset": "team/digits", "split": "dev",
                 "reference": {"labelset": "truth"}, "metrics": [{"name": "accuracy"}]}
                """#), says: ["dev"]),
        Scenario(
            "no version", .invalidMember, .post, "/v1/benchmarks",
            .json(
                #"""
                {"name": "new", "dataset": "team/digits", "version": 1.5,
                 "reference": {"labelset": "truth"}, "metrics": [{"name": "accuracy"}]}
                """#), pointer: "/version"),
        Scenario("unknown", .resourceMissing, .get, "/v1/benchmarks/nothing"),
    ]

    @Test func `a benchmark that cannot be is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `a recipe pins what it leaves open, and is found by its digest`() throws {
        let daemon = try TestDaemon.withSamples()
        let benchmark = try daemon.get("/v1/benchmarks/bench").json
        let version = try daemon.get(Example.versions + "/1").json["digest"]
        #expect(benchmark["version"] == version)
        #expect(benchmark["reference"]?["field"] == "class")
        #expect((benchmark["reference"]?["asOf"]?.integer ?? 0) > 0)
        let digest = try #require(benchmark["digest"]?.string)
        #expect(try daemon.get("/v1/benchmarks/\(digest)").json == benchmark)
    }

    @Test func `the same recipe is the same benchmark, under any name`() throws {
        let daemon = try TestDaemon.withSamples()
        let again = try daemon.send(.post, "/v1/benchmarks", .json(Example.benchmark))
        #expect(again.status == 200)
        #expect(again.field("Location") == "/v1/benchmarks/bench")
        let other = try daemon.make("/v1/benchmarks", Example.benchmarkRequest("other"))
        #expect(other["digest"] == again.json["digest"])
    }
}
