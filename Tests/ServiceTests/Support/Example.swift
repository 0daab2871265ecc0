import Codecs
import HTTP
import Service
import Testing

/// A small team's data: five samples, what is right, two models' predictions, their runs.
enum Example {
    static let dataset = "/v1/datasets/team/digits"
    static let labelset = dataset + "/labelsets/truth"
    static let annotations = labelset + "/annotations"
    static let versions = dataset + "/versions"
    /// Keys in their order, and the class of each.
    static let classes = [
        ("test/0", 0), ("train/0", 0), ("train/1", 1), ("train/2", 2), ("train/3", 3),
    ]
    static let keys = classes.map(\.0)
    /// Two models: the first has two of five wrong, the second three.
    static let predictions = ["alpha": [0, 0, 1, 3, 2], "beta": [0, 1, 2, 2, 2]]
    static let benchmark = benchmarkRequest("bench")

    static func benchmarkRequest(
        _ name: String, reference: String = "truth", dataset: String = "team/digits",
        metrics: String = #"[{"name": "accuracy"}]"#
    ) -> String {
        #"""
        {"name": "\#(name)", "dataset": "\#(dataset)", "reference": {"labelset": "\#(reference)"},
         "metrics": \#(metrics)}
        """#
    }

    static func runRequest(_ model: String, benchmark: String = "bench") -> String {
        #"""
        {"benchmark": "\#(benchmark)", "model": "\#(model)",
         "predictions": {"labelset": "\#(model)"}}
        """#
    }

    static func line(_ key: String, _ value: Int) -> String {
        #"{"sample": "\#(key)", "value": {"class": \#(value)}}"# + "\n"
    }

    static func put(_ key: String, _ fields: String = "{}") -> String {
        #"{"put": {"key": "\#(key)", "fields": \#(fields)}}"# + "\n"
    }

    static func image(of key: String) -> [UInt8] { Array("the image of \(key)".utf8) }

    /// The samples as a WebDataset tar.
    static let archive = Archive.bytes(
        classes.flatMap { key, value in
            [("\(key).png", image(of: key)), ("\(key).cls", Array("\(value)".utf8))]
        })
}

extension TestDaemon {
    /// A daemon with the data of ``Example``.
    static func withSamples(_ change: (inout Settings) -> Void = { _ in }) throws -> TestDaemon {
        let daemon = try TestDaemon(change)
        for name in ["digits", "empty"] {
            try daemon.make("/v1/datasets", #"{"namespace": "team", "name": "\#(name)"}"#)
        }
        let commit = try daemon.send(
            .post, Example.dataset + "/commits?split=folder&message=first", .tar(Example.archive))
        #expect(commit.status == 201, "\(commit.text)")
        for name in ["truth", "alpha", "beta", "silent"] {
            try daemon.make(Example.dataset + "/labelsets", #"{"name": "\#(name)"}"#)
        }
        try daemon.label("truth", Example.classes.map(\.1), source: "import:uci")
        for (model, classes) in Example.predictions.sorted(by: { $0.key < $1.key }) {
            try daemon.label(model, classes, source: "model:\(model)")
        }
        try daemon.make("/v1/benchmarks", Example.benchmark)
        for model in Example.predictions.keys.sorted() {
            try daemon.make("/v1/runs", Example.runRequest(model))
        }
        return daemon
    }

    @discardableResult
    func make(_ target: String, _ body: String) throws -> JSON {
        let reply = try send(.post, target, .json(body))
        #expect(reply.status == 201, "\(target): \(reply.text)")
        return reply.json
    }

    func label(_ labelset: String, _ classes: [Int], source: String) throws {
        let lines = zip(Example.keys, classes).map(Example.line).joined()
        let reply = try send(
            .post, Example.dataset + "/labelsets/\(labelset)/annotations?source=\(source)",
            .lines(lines))
        #expect(reply.status == 200, "\(reply.text)")
    }

    /// The ids of the runs, by model.
    func runs() throws -> [String: String] {
        let runs = try get("/v1/runs").json["runs"]?.array ?? []
        return Dictionary(
            runs.compactMap { run in
                guard let model = run["model"]?.string, let id = run["id"]?.string else {
                    return nil
                }
                return (model, id)
            }, uniquingKeysWith: { newest, _ in newest })
    }
}
