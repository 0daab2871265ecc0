import Codecs
import HTTP
import Records
import Service
import Testing

/// Batches over HTTP: any samples in any order, as one tar.
struct BatchEndpointsTests {
    private static let batch = Example.versions + "/1/samples.tar"

    static let scenarios: [Scenario] = [
        Scenario(
            "a key of no sample", .resourceMissing, .query, batch, as: .read,
            .json(#"{"samples": ["none"]}"#), says: ["none"]),
        Scenario(
            "a position behind the last", .invalidMember, .query, batch, as: .read,
            .json(#"{"samples": [0, 5]}"#), pointer: "/samples/1", says: ["below 5"]),
        Scenario(
            "a negative position", .invalidMember, .query, batch, as: .read,
            .json(#"{"samples": [-1]}"#),
            pointer: "/samples/0"),
        Scenario(
            "no sample at all", .invalidMember, .query, batch, as: .read,
            .json(#"{"samples": []}"#),
            pointer: "/samples"),
        Scenario(
            "too many", .invalidMember, .query, batch, as: .read,
            .json("{\"samples\": [" + String(repeating: "0,", count: 10_000) + "0]}"),
            pointer: "/samples", says: ["10000"]),
        Scenario(
            "another word", .invalidMember, .query, batch, as: .read,
            .json(#"{"samples": [0], "missing": "ignore"}"#), pointer: "/missing",
            says: ["error, skip"]),
    ]

    @Test func `a batch that cannot be made is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    private func paths(_ reply: Reply) throws -> [String] {
        try ShardEndpointsTests.members(of: reply.bytes).map(\.path)
    }

    @Test func `samples come in the order asked for, by key and by position, also twice`() throws {
        let daemon = try TestDaemon.withSamples()
        let keys = Example.classes.map(\.0)
        let body = #"{"samples": ["\#(keys[3])", 0, "\#(keys[1])", 3]}"#
        for method in [HTTP.Method.query, .post] {
            let reply = try daemon.send(method, Self.batch, as: .read, .json(body))
            #expect(reply.status == 200)
            #expect(reply.field("Content-Type") == "application/x-tar")
            #expect(reply.field("Content-Length") == String(reply.bytes.count))
            #expect(
                try paths(reply)
                    == [3, 0, 1, 3].flatMap { ["\(keys[$0]).cls", "\(keys[$0]).png"] })
        }
    }

    @Test func `the bytes are those of the samples, and equal questions have equal tags`() throws {
        let daemon = try TestDaemon.withSamples()
        let key = Example.classes[2].0
        let byKey = try daemon.send(
            .query, Self.batch, as: .read, .json(#"{"samples": ["\#(key)"]}"#))
        let members = try ShardEndpointsTests.members(of: byKey.bytes)
        #expect(members.map(\.content).last == Example.image(of: key))
        let byPlace = try daemon.send(.query, Self.batch, as: .read, .json(#"{"samples": [2]}"#))
        #expect(byPlace.field("ETag") == byKey.field("ETag") && byPlace.bytes == byKey.bytes)
        let other = try daemon.send(.query, Self.batch, as: .read, .json(#"{"samples": [1]}"#))
        #expect(other.field("ETag") != byKey.field("ETag"))
    }

    @Test func `what is missing is left out where that is asked for`() throws {
        let daemon = try TestDaemon.withSamples()
        let reply = try daemon.send(
            .query, Self.batch, as: .read, .json(#"{"samples": ["none", 1], "missing": "skip"}"#))
        #expect(try paths(reply).count == 2)
    }

    @Test func `a batch of a view has its parts, and only samples that it keeps`() throws {
        let daemon = try TestDaemon.withSamples()
        let view = try daemon.make(
            "/v1/views",
            #"{"dataset": "team/digits", "split": "train","#
                + #" "parts": [{"name": "cls", "as": "txt"}]}"#)
        let path = "/v1/views/\(view["digest"]?.string ?? "")/samples.tar"
        let kept = Example.classes.map(\.0).filter { $0.hasPrefix("train/") }
        let reply = try daemon.send(.query, path, as: .read, .json(#"{"samples": [1, 0]}"#))
        #expect(try paths(reply) == ["\(kept[1]).txt", "\(kept[0]).txt"])
        let others = Example.classes.map(\.0).filter { !$0.hasPrefix("train/") }
        let refused = try daemon.send(
            .query, path, as: .read, .json(#"{"samples": ["\#(others[0])"]}"#))
        #expect(refused.status == 404)
        let behind = try daemon.send(
            .query, path, as: .read, .json(#"{"samples": [\#(kept.count)]}"#))
        #expect(behind.status == 422 || behind.status == 400)
    }
}
