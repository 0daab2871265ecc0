import Codecs
import HTTP
import Records
import Service
import Testing

/// Runs over HTTP: numbers that anybody can compute again.
struct RunEndpointsTests {
    private static let unknown = "/v1/runs/\(Digest.of([]))"

    static let scenarios: [Scenario] = [
        Scenario(
            "of no benchmark", .resourceMissing, .post, "/v1/runs",
            .json(Example.runRequest("alpha", benchmark: "nothing"))),
        Scenario(
            "of no predictions", .resourceMissing, .post, "/v1/runs",
            .json(Example.runRequest("nothing"))),
        Scenario(
            "of predictions that say nothing", .momentEmpty, .post, "/v1/runs",
            .json(Example.runRequest("silent")), says: ["'silent'"]),
        Scenario(
            "of predictions about another field", .momentEmpty, .post, "/v1/runs",
            .json(
                #"""
                {"benchmark": "bench", "model": "alpha",
                 "predictions": {"labelset": "alpha", "field": "ink"}}
                """#)),
        Scenario(
            "of predictions to come", .momentAhead, .post, "/v1/runs",
            .json(
                #"""
                {"benchmark": "bench", "model": "alpha",
                 "predictions": {"labelset": "alpha", "asOf": 99999}}
                """#)),
        Scenario(
            "of no model", .invalidMember, .post, "/v1/runs",
            .json(#"{"benchmark": "bench", "model": "a b", "predictions": {"labelset": "a"}}"#),
            pointer: "/model"),
        Scenario(
            "a moment with a mistake", .invalidMember, .post, "/v1/runs",
            .json(#"{"benchmark": "bench", "model": "a", "predictions": {"labelset": 1}}"#),
            pointer: "/predictions/labelset"),
        Scenario("unknown", .resourceMissing, .get, unknown),
        Scenario("too few digits", .resourceMissing, .get, "/v1/runs/0"),
        Scenario("no digits", .resourceMissing, .get, "/v1/runs/something"),
        Scenario("samples of an unknown one", .resourceMissing, .get, unknown + "/samples"),
        Scenario("failures of an unknown one", .resourceMissing, .get, unknown + "/failures"),
        Scenario(
            "agreement with nothing", .invalidParameter, .get, unknown + "/agreement",
            says: ["attribute"]),
        Scenario(
            "runs of no benchmark", .resourceMissing, .get, "/v1/runs?benchmark=nothing"),
    ]

    @Test func `a run that cannot be is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `a run tells each metric with its signature and what became of each sample`() throws
    {
        let daemon = try TestDaemon.withSamples()
        let id = try #require(try daemon.runs()["alpha"])
        let score = try daemon.get("/v1/runs/\(id)").json["metrics"]?[0]
        #expect(score?["name"] == "accuracy")
        #expect(score?["value"]?.double == 0.6)
        #expect(score?["n"] == 5)
        #expect(score?["signature"]?.string?.isEmpty == false)
        let samples = try daemon.get("/v1/runs/\(id)/samples").json["samples"]?.array ?? []
        #expect(samples.compactMap { $0["key"]?.string } == Example.keys)
        #expect(samples.compactMap { $0["correct"]?.bool } == [true, true, true, false, false])
        #expect(samples[3]["reference"] == 2)
        #expect(samples[3]["prediction"] == 3)
        let failures = try daemon.get("/v1/runs/\(id)/failures").json["failures"]?.array ?? []
        #expect(failures.compactMap { $0["key"]?.string } == ["train/2", "train/3"])
        let pairs = try daemon.get("/v1/runs/\(id)/confusions").json["confusions"]?.array ?? []
        #expect(pairs.count == 2)
        #expect(pairs.allSatisfy { $0["count"] == 1 })
        let short = id.dropFirst("sha256:".count).prefix(12)
        #expect(try daemon.get("/v1/runs/\(short)").json["id"]?.string == id)
        let unknown = try daemon.get("/v1/runs/\(id)/samples?metric=luck")
        #expect(unknown.status == 404)
        #expect(unknown.text.contains("accuracy"))
    }

    @Test func `the same recipe gives the same run, before and after a correction`() throws {
        let daemon = try TestDaemon.withSamples()
        let first = try #require(try daemon.runs()["alpha"])
        let again = try daemon.send(.post, "/v1/runs", .json(Example.runRequest("alpha")))
        #expect(again.status == 200)
        #expect(again.json["id"]?.string == first)
        try daemon.send(
            .put, Example.annotations + "/class:train%2F2",
            .json(#"{"sample": "train/2", "value": {"class": 3}}"#),
            fields: [Field("If-Match", "\"1\"")])
        let afterwards = try daemon.send(.post, "/v1/runs", .json(Example.runRequest("alpha")))
        #expect(afterwards.status == 200)
        #expect(afterwards.json == again.json)
        try daemon.make("/v1/benchmarks", Example.benchmarkRequest("corrected"))
        let corrected = try daemon.make(
            "/v1/runs", Example.runRequest("alpha", benchmark: "corrected"))
        #expect(corrected["metrics"]?[0]?["value"]?.double == 0.8)
    }

    @Test func `two daemons with the same data give the same run`() throws {
        let runs = try (0..<2).map { _ in
            let daemon = try TestDaemon.withSamples()
            let id = try #require(try daemon.runs()["beta"])
            return (id, try daemon.get("/v1/runs/\(id)").json["metrics"])
        }
        #expect(runs[0].0 == runs[1].0)
        #expect(runs[0].1 == runs[1].1)
    }

    @Test func `labels of any kind are scored, and what cannot be is counted`() throws {
        let daemon = try TestDaemon.withSamples()
        for first in AnyLabels.values.indices {
            try AnyLabels.say("right\(first)", from: first, to: daemon)
            try AnyLabels.say("said\(first)", from: first * 5 + 1, to: daemon)
            try daemon.make(
                "/v1/benchmarks",
                Example.benchmarkRequest(
                    "any\(first)", reference: "right\(first)", metrics: AnyLabels.choices))
            let run = try daemon.make(
                "/v1/runs", Example.runRequest("said\(first)", benchmark: "any\(first)"))
            let id = try #require(run["id"]?.string)
            for metric in AnyLabels.metrics {
                for target in [
                    "/v1/runs/\(id)/samples?", "/v1/runs/\(id)/failures?",
                    "/v1/runs/\(id)/confusions?", "/v1/leaderboards/any\(first)?",
                    "/v1/comparisons?first=\(id)&second=\(id)&",
                ] {
                    let reply = try daemon.get(target + "metric=\(metric)")
                    #expect(reply.status == 200, "\(first) \(target) \(metric): \(reply.text)")
                }
            }
        }
    }

    /// Labels that hardly anybody would write.
    private enum AnyLabels {
        static let values = [
            #"{"class": 9223372036854775807}"#, #"{"class": -9223372036854775808}"#,
            #"{"class": -1, "probabilities": [0, 1, 0]}"#, #"{"class": "0"}"#, #"{"class": 0}"#,
            #"{"class": 0, "probabilities": [1]}"#, #"{"class": 2, "probabilities": [1e-300, 1]}"#,
            #"{"class": "na\u0001me"}"#, #"{"text": ""}"#, #"{"text": "it is -1e999 / 0"}"#,
            #"{"number": 1e308}"#, #"{"number": -0.0}"#,
        ]
        static let metrics = [
            "accuracy", "macro_f1", "confusion_matrix", "expected_calibration_error",
            "exact_final_number",
        ]
        static let choices =
            "[" + metrics.map { #"{"name": "\#($0)"}"# }.joined(separator: ", ") + "]"

        static func say(_ labelset: String, from first: Int, to daemon: TestDaemon) throws {
            try daemon.make(Example.dataset + "/labelsets", #"{"name": "\#(labelset)"}"#)
            let lines = Example.keys.enumerated().map { index, key in
                #"{"sample": "\#(key)", "value": \#(values[(first + index) % values.count])}"#
            }
            let reply = try daemon.send(
                .post, Example.dataset + "/labelsets/\(labelset)/annotations?source=rule:any",
                .lines(lines.joined(separator: "\n")))
            #expect(reply.status == 200, "\(reply.text)")
        }
    }

    @Test func `claims in attributes are held against the judgement`() throws {
        let daemon = try TestDaemon.withSamples()
        try daemon.make(Example.dataset + "/labelsets", #"{"name": "claims"}"#)
        let lines = Example.classes.enumerated().map { index, sample in
            let claim = index == 4 ? "" : #", "attributes": {"right": \#(index != 1)}"#
            return #"{"sample": "\#(sample.0)", "value": {"class": \#(sample.1)}\#(claim)}"# + "\n"
        }
        try daemon.send(
            .post, Example.dataset + "/labelsets/claims/annotations?source=model:claims",
            .lines(lines.joined()))
        let run = try daemon.make("/v1/runs", Example.runRequest("claims"))
        let id = try #require(run["id"]?.string)
        let agreement = try daemon.get("/v1/runs/\(id)/agreement?attribute=right").json
        #expect(agreement["agreeing"] == 3)
        #expect(agreement["disagreeing"] == 1)
        #expect(agreement["silent"] == 1)
        #expect(agreement["disagreements"]?[0]?["key"] == "train/0")
    }
}
