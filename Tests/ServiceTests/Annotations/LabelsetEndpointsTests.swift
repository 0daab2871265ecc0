import Codecs
import HTTP
import Records
import Service
import Testing

/// Labelsets over HTTP.
struct LabelsetEndpointsTests {
    private static let labelsets = Example.dataset + "/labelsets"

    static let scenarios: [Scenario] = [
        Scenario(
            "a name that is taken", .alreadyExists, .post, labelsets, .json(#"{"name": "truth"}"#)),
        Scenario(
            "no name", .invalidMember, .post, labelsets, .json(#"{"name": ".a"}"#),
            pointer: "/name"),
        Scenario(
            "of no dataset", .resourceMissing, .post, "/v1/datasets/team/nothing/labelsets",
            .json(#"{"name": "truth"}"#)),
        Scenario("unknown", .resourceMissing, .get, labelsets + "/nothing"),
        Scenario("no name in the path", .invalidParameter, .get, labelsets + "/%20"),
    ]

    @Test func `a labelset that cannot be is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `a labelset counts what stands and tells its newest sequence number`() throws {
        let daemon = try TestDaemon.withSamples()
        let truth = try daemon.get(Example.labelset).json
        #expect(truth["annotations"] == 5)
        let newest = try #require(truth["sequence"]?.integer)
        let withdrawn = try daemon.send(
            .delete, Example.annotations + "/class:test%2F0", fields: [Field("If-Match", "\"1\"")])
        #expect(withdrawn.status == 200)
        let after = try daemon.get(Example.labelset).json
        #expect(after["annotations"] == 4)
        #expect((after["sequence"]?.integer ?? 0) > newest)
        let listed = try daemon.get(Self.labelsets).json["labelsets"]?.array ?? []
        #expect(listed.map { $0["name"] } == ["alpha", "beta", "silent", "truth"])
        #expect(listed.last == after)
    }
}
