import Codecs
import HTTP
import Records
import Service
import Testing

/// The ledger over HTTP: what was delivered to whom, asked forwards and backwards.
struct LedgerEndpointsTests {
    private static let epochs = Example.versions + "/1/epochs"
    private static let samples = Example.versions + "/1/samples"

    static let scenarios: [Scenario] = [
        Scenario(
            "a name that none may have", .invalidParameter, .get,
            epochs + "/0/ranks/0-of-1.tar?training=a%20b", says: [#""parameter":"training""#]),
        Scenario("no name", .invalidParameter, .get, "/v1/trainings/a%20b/deliveries"),
        Scenario("no cursor", .invalidParameter, .get, "/v1/trainings/a/deliveries?cursor=0a"),
        Scenario("of no sample", .resourceMissing, .get, samples + "/none/deliveries"),
        Scenario(
            "of no version", .resourceMissing, .get, Example.versions + "/7/samples/a/deliveries"),
    ]

    @Test func `what cannot be asked of the ledger is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    private func entries(_ daemon: TestDaemon, _ training: String) throws -> [JSON] {
        try daemon.get("/v1/trainings/\(training)/deliveries").json["deliveries"]?.array ?? []
    }

    @Test func `a rank that goes on has one entry, and trying again adds nothing`() throws {
        let daemon = try TestDaemon.withSamples()
        let rank = Self.epochs + "/3/ranks/1-of-2.tar?seed=7&training=net"
        for query in ["&steps=1", "&steps=1", "&from=2&steps=1", "&steps=1"] {
            #expect(try daemon.get(rank + query).status == 200)
        }
        let entry = try #require(try entries(daemon, "net").first)
        #expect(try entries(daemon, "net").count == 1)
        #expect(entry["steps"] == 2 && entry["rank"] == 1 && entry["worldSize"] == 2)
        #expect(entry["epoch"] == 3 && entry["from"] == 0 && entry["to"] == 5)
        #expect(entry["order"] == ["rule": "shuffled", "seed": 7] && entry["view"] == .null)
        #expect(entry["author"] == "reader" || entry["author"] == "writer")
        // Another rank, epoch, order or training is another entry.
        for target in [
            Self.epochs + "/3/ranks/0-of-2.tar?seed=7&training=net",
            Self.epochs + "/4/ranks/1-of-2.tar?seed=7&training=net",
            Self.epochs + "/3/ranks/1-of-2.jsonl?seed=8&training=net",
            Self.epochs + "/3/ranks/1-of-2.tar?seed=7&training=other",
        ] {
            #expect(try daemon.get(target).status == 200)
        }
        #expect(try entries(daemon, "net").count == 4)
        #expect(try entries(daemon, "other").count == 1)
    }

    @Test func `nothing is noted of who does not say so, or gets no samples`() throws {
        let daemon = try TestDaemon.withSamples()
        let rank = Self.epochs + "/0/ranks/0-of-1.tar"
        #expect(try daemon.get(rank).status == 200)
        #expect(try daemon.send(.head, rank + "?training=net").status == 200)
        #expect(try daemon.get(rank + "?training=net&from=9").status == 400)
        #expect(try entries(daemon, "net").isEmpty)
    }

    @Test func `a sample tells which trainings were given it, and at which index`() throws {
        let daemon = try TestDaemon.withSamples()
        let view = try daemon.make("/v1/views", #"{"dataset": "team/digits", "split": "train"}"#)
        let roots = [
            (Example.versions + "/1", 5), ("/v1/views/\(view["digest"]?.string ?? "")", 3),
        ]
        // By key: the epoch and the index of each delivery.
        var expected: [String: [[Int?]]] = [:]
        for (root, _) in roots {
            for epoch in 0..<4 {
                let rank = "\(root)/epochs/\(epoch)/ranks/\(epoch % 2)-of-2.jsonl?seed=5&steps=2"
                let reply = try daemon.get(rank + "&training=net")
                for line in reply.lines {
                    expected[line["key"]?.string ?? "", default: []]
                        .append([epoch, line["index"]?.integer])
                }
            }
        }
        for key in Example.classes.map(\.0) {
            let target = "\(Self.samples)/\(PercentEncoding.encode(key))/deliveries"
            var found: [[Int?]] = []
            var next: String? = target + "?limit=2"
            while let page = next {
                let reply = try daemon.get(page)
                #expect(reply.status == 200)
                let deliveries = reply.json["deliveries"]?.array ?? []
                found += deliveries.map { [$0["epoch"]?.integer, $0["index"]?.integer] }
                next = reply.json["next"]?.string.map { target + "?limit=2&cursor=" + $0 }
            }
            #expect(found == expected[key] ?? [], "\(key)")
        }
        #expect(expected.values.joined().count > 8)
    }
}
