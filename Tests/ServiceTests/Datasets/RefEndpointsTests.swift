import Codecs
import HTTP
import Records
import Service
import Testing

/// Branches and tags over HTTP.
struct RefEndpointsTests {
    private static let refs = Example.dataset + "/refs"
    private static let tag = #"{"kind": "tag", "version": 1}"#
    private static let branch = #"{"kind": "branch", "version": "main"}"#

    static let scenarios: [Scenario] = [
        Scenario("unknown", .resourceMissing, .get, refs + "/nothing", says: ["GET …/refs"]),
        Scenario("a name that is a number", .invalidParameter, .get, refs + "/12"),
        Scenario(
            "named as a version is", .invalidParameter, .put, refs + "/latest", .json(tag)),
        Scenario(
            "of another kind", .invalidMember, .put, refs + "/x",
            .json(#"{"kind": "label", "version": 1}"#), says: ["branch, tag"]),
        Scenario(
            "to a version that is not there", .resourceMissing, .put, refs + "/x",
            .json(#"{"kind": "tag", "version": 9}"#)),
        Scenario(
            "main as a tag", .alreadyExists, .put, refs + "/main", .json(tag),
            says: [#""current""#]),
        Scenario(
            "only if new, and it is not", .preconditionFailed, .put, refs + "/main",
            .json(branch), fields: [Field("If-None-Match", "*")], says: ["version 1"]),
        Scenario(
            "from another version than it is at", .preconditionFailed, .put, refs + "/main",
            .json(branch), fields: [Field("If-Match", "\"7\"")], says: ["version 7"]),
        Scenario("deleted and unknown", .resourceMissing, .delete, refs + "/nothing"),
        Scenario("main deleted", .mainBranch, .delete, refs + "/main"),
        Scenario(
            "by a reader", .scopeInsufficient, .put, refs + "/x", as: .read, .json(tag)),
        Scenario(
            "a commit to a branch that is not there", .resourceMissing, .post,
            Example.dataset + "/commits?branch=nothing", .lines(Example.put("a"))),
        Scenario(
            "a commit for another head", .preconditionFailed, .post,
            Example.dataset + "/commits", .lines(Example.put("a")),
            fields: [Field("If-Match", "\"7\"")], says: [#"If-Match: \"1\""#]),
    ]

    @Test func `what a ref cannot be is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `a branch is made, gets commits for its head only, and is moved and forgotten`()
        throws
    {
        let daemon = try TestDaemon.withSamples()
        let side = Self.refs + "/side"
        let made = try daemon.send(
            .put, side, .json(Self.branch), fields: [Field("If-None-Match", "*")])
        #expect(made.status == 201 && made.field("ETag") == "\"1\"")
        let commits = Example.dataset + "/commits?branch=side"
        let first = try daemon.send(
            .post, commits, .lines(Example.put("a")), fields: [Field("If-Match", "\"1\"")])
        #expect(first.status == 201 && first.field("ETag") == "\"2\"")
        let late = try daemon.send(
            .post, commits, .lines(Example.put("b")), fields: [Field("If-Match", "\"1\"")])
        #expect(late.status == 412)
        #expect(late.json["current"]?["number"]?.integer == 2)
        #expect(try daemon.get(Example.versions + "/side").json["number"]?.integer == 2)
        #expect(try daemon.get(Example.versions + "/latest").json["number"]?.integer == 1)

        let unconditional = try daemon.send(.put, side, .json(Self.branch))
        #expect(unconditional.status == 428)
        let moved = try daemon.send(
            .put, side, .json(Self.branch), fields: [Field("If-Match", "\"2\"")])
        #expect(moved.status == 200 && moved.json["version"]?["number"]?.integer == 1)
        #expect(try daemon.send(.delete, side).status == 204)
        #expect(try daemon.get(side).status == 404)
        #expect(try daemon.get(Example.versions + "/2").status == 200)
    }

    @Test func `a tag names a version wherever one is named`() throws {
        let daemon = try TestDaemon.withSamples()
        #expect(try daemon.send(.put, Self.refs + "/v1", .json(Self.tag)).status == 201)
        _ = try daemon.send(
            .post, Example.dataset + "/commits", .lines(Example.put("a")))
        let version = try daemon.get(Example.versions + "/v1")
        #expect(version.json["number"]?.integer == 1)
        #expect(version.field("Content-Location")?.contains("sha256") == true)
        #expect(
            try daemon.get(Example.versions + "/v1/samples").json["samples"]?.array?.count == 5)
        let differences = try daemon.get(Example.dataset + "/diff?from=v1&to=main")
        #expect(differences.json["differences"]?.array?.count == 1)
        let view = try daemon.send(
            .post, "/v1/views", .json(#"{"dataset": "team/digits", "version": "v1"}"#))
        #expect(view.json["samples"]?.integer == 5)
        let listed = try daemon.get(Self.refs).json["refs"]?.array ?? []
        #expect(listed.map { $0["name"]?.string } == ["main", "v1"])
    }
}
