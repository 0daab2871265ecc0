import Codecs
import HTTP
import Records
import Service
import Testing

/// Annotations over HTTP: nothing is overwritten unseen, nothing is forgotten.
struct AnnotationEndpointsTests {
    private static let bulk = Example.annotations + "?source=import:more"
    private static let one = Example.annotations + "/class:test%2F0"
    private static let body = Content.json(#"{"sample": "test/0", "value": {"class": 7}}"#)

    static let scenarios: [Scenario] = bulkScenarios + singleScenarios + readScenarios

    private static let bulkScenarios: [Scenario] = [
        Scenario(
            "wrong lines", .invalidLines, .post, bulk,
            .lines(
                Example.line("test/0", 0) + "{\n" + Example.line("nothing", 1)
                    + #"{"sample": "train/0", "value": {"class": 1.5}}"# + "\n"
                    + #"{"sample": "train/0", "value": {"class": 1}, "by": 1}"# + "\n"
                    + #"{"sample": "train/0", "value": {"class": 1}, "confidence": 2}"# + "\n"),
            says: [
                #""count":4"#, #""line":2"#, #""line":4"#, #""pointer":"/value/class""#,
                #""line":5"#, #""pointer":"/by""#, #""line":6"#, #""pointer":"/confidence""#,
            ]),
        Scenario(
            "unknown samples", .invalidLines, .post, bulk,
            .lines(Example.line("train/0", 0) + Example.line("nothing", 1)),
            says: [#""line":2"#, "no sample 'nothing'"]),
        Scenario(
            "what stands already, otherwise", .invalidLines, .post, bulk,
            .lines(Example.line("test/0", 9)), says: ["revision 1", "If-Match"]),
        Scenario(
            "about a dataset without a version", .resourceMissing, .post,
            "/v1/datasets/team/empty/labelsets/truth/annotations?source=import:more",
            .lines(Example.line("test/0", 0))),
        Scenario(
            "a line twice", .invalidLines, .post, bulk,
            .lines(
                #"{"id": "x", "sample": "test/0", "value": {"text": "a"}}"# + "\n"
                    + #"{"id": "x", "sample": "test/0", "value": {"text": "a"}}"# + "\n"),
            says: ["earlier line"]),
        Scenario(
            "more than allowed", .contentTooLarge, .post, bulk,
            .lines(String(repeating: " ", count: 64 * 1024) + "\n"), says: ["65536"]),
        Scenario(
            "no source", .invalidParameter, .post, Example.annotations,
            .lines(Example.line("test/0", 0)), says: [#""parameter":"source""#]),
        Scenario(
            "a source of no kind", .invalidParameter, .post,
            Example.annotations + "?source=someone", .lines(Example.line("test/0", 0))),
        Scenario("another kind", .unsupportedMediaType, .post, bulk, .json("{}")),
        Scenario(
            "a text with a NUL", .invalidLines, .post, bulk,
            .lines(#"{"sample": "test/0", "field": "a", "value": {"text": "a\u0000b"}}"#),
            says: [#""pointer":"/value""#]),
        Scenario(
            "a class with a NUL", .invalidLines, .post, bulk,
            .lines(#"{"sample": "test/0", "field": "a", "value": {"class": "\u0000"}}"#),
            says: [#""pointer":"/value""#]),
        Scenario(
            "no labelset", .resourceMissing, .post,
            Example.dataset + "/labelsets/nothing/annotations?source=import:more",
            .lines(Example.line("test/0", 0))),
    ]

    private static let singleScenarios: [Scenario] = [
        Scenario(
            "without a base", .revisionRequired, .put, one, body,
            says: [#""current":{"#, "If-Match: \\\"1\\\""]),
        Scenario(
            "on another base", .revisionConflict, .put, one, body,
            fields: [Field("If-Match", "\"2\"")], says: [#""current":{"#, #""baseRevision":2"#]),
        Scenario(
            "as the first one", .revisionConflict, .put, one, body,
            fields: [Field("If-None-Match", "*")], says: [#""baseRevision":0"#]),
        Scenario(
            "on a base that is no revision", .invalidParameter, .put, one, body,
            fields: [Field("If-Match", "1")]),
        Scenario(
            "on another base that was read compressed", .revisionConflict, .put, one, body,
            fields: [Field("If-Match", "\"2-gzip\"")], says: [#""baseRevision":2"#]),
        Scenario(
            "on a base that is weak", .invalidParameter, .put, one, body,
            fields: [Field("If-Match", "W/\"1\"")]),
        Scenario(
            "on a base of nothing", .resourceMissing, .put, Example.annotations + "/new", body,
            fields: [Field("If-Match", "\"1\"")]),
        Scenario(
            "of an unknown sample", .resourceMissing, .put, Example.annotations + "/new",
            .json(#"{"sample": "nothing", "value": {"class": 7}}"#)),
        Scenario(
            "two values", .invalidMember, .put, Example.annotations + "/new",
            .json(#"{"sample": "test/0", "value": {"class": 7, "text": "seven"}}"#),
            pointer: "/value"),
        Scenario(
            "a source of no kind", .invalidMember, .put, Example.annotations + "/new",
            .json(#"{"sample": "test/0", "value": {"class": 7}, "source": "me"}"#),
            pointer: "/source"),
        Scenario(
            "about another sample", .invalidMember, .put, one,
            .json(#"{"sample": "train/0", "value": {"class": 7}}"#),
            fields: [Field("If-Match", "\"1\"")], pointer: "/sample"),
        Scenario(
            "about another field", .invalidMember, .put, one,
            .json(#"{"sample": "test/0", "field": "ink", "value": {"class": 7}}"#),
            fields: [Field("If-Match", "\"1\"")]),
        Scenario(
            "on two bases", .invalidParameter, .put, one, body,
            fields: [Field("If-Match", "\"1\""), Field("If-None-Match", "*")]),
        Scenario("withdrawn without a base", .revisionRequired, .delete, one),
        Scenario(
            "withdrawn on another base", .revisionConflict, .delete, one,
            fields: [Field("If-Match", "\"9\"")]),
        Scenario("withdrawn and unknown", .resourceMissing, .delete, Example.annotations + "/new"),
    ]

    private static let readScenarios: [Scenario] = [
        Scenario("unknown", .resourceMissing, .get, Example.annotations + "/new"),
        Scenario(
            "revisions of nothing", .resourceMissing, .get, Example.annotations + "/new/revisions"),
        Scenario("the future", .momentAhead, .get, Example.annotations + "?asOf=99999"),
        Scenario("no moment", .invalidParameter, .get, Example.annotations + "?asOf=now"),
        Scenario("no sample", .invalidParameter, .get, Example.annotations + "?sample=.."),
        Scenario(
            "before it was written", .resourceMissing, .get, one + "?asOf=0"),
        Scenario(
            "too long a wait", .invalidParameter, .get, Example.labelset + "/changes?wait=31"),
        Scenario(
            "after what has not come", .momentAhead, .get, Example.labelset + "/changes?after=999"),
        Scenario(
            "no place", .invalidParameter, .get, Example.labelset + "/changes?after=-1"),
    ]

    @Test func `an annotation that cannot be is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `a bulk write can be repeated and adds only what is new`() throws {
        let daemon = try TestDaemon.withSamples()
        let same = zip(Example.keys, Example.classes.map(\.1)).map(Example.line).joined()
        let again = try daemon.send(
            .post, Example.annotations + "?source=import:uci", .lines(same))
        #expect(again.status == 200)
        #expect(again.json["created"] == 0)
        #expect(again.json["unchanged"] == 5)
        let other = #"{"sample": "test/0", "field": "ink", "value": {"number": 0.50}}"#
        let more = try daemon.send(.post, Self.bulk, .lines(other + "\n"))
        #expect(more.json["created"] == 1)
        let read = try daemon.get(Example.annotations + "/ink:test%2F0")
        #expect(read.text.contains(#""value":{"number":0.50}"#))
        #expect(read.json["source"] == "import:more")
        #expect(read.json["author"] == "writer")
        let both = try daemon.get(Example.annotations + "?sample=test%2F0").json["annotations"]
        #expect(both?.array?.count == 2)
    }

    @Test func `a write names its base, and its answer the next one`() throws {
        let daemon = try TestDaemon.withSamples()
        let before = try #require(try daemon.get(Example.labelset).json["sequence"]?.integer)
        let read = try daemon.get(Self.one)
        #expect(read.field("ETag") == "\"1\"")
        let second = try daemon.send(
            .put, Self.one, Self.body, fields: [Field("If-Match", "\"1\"")])
        #expect(second.status == 200)
        #expect(second.field("ETag") == "\"2\"")
        #expect(second.json["source"] == "human:writer")
        let late = try daemon.send(.put, Self.one, Self.body, fields: [Field("If-Match", "\"1\"")])
        #expect(late.status == 412)
        #expect(late.json["current"] == second.json)
        #expect(late.json["base"] == read.json)
        #expect(try daemon.get(Self.one).json == second.json)
        #expect(try daemon.get(Self.one + "?asOf=\(before)").json == read.json)
        let past = try daemon.get(Example.annotations + "?asOf=\(before)").json["annotations"]
        #expect(past?.array?.allSatisfy { $0["revision"] == 1 } == true)
        let revisions = try daemon.get(Self.one + "/revisions").json["revisions"]?.array
        #expect(revisions == [read.json, second.json])
        let known = try daemon.get(Self.one, fields: [Field("If-None-Match", "\"2\"")])
        #expect(known.status == 304)
    }

    @Test func `a first annotation is made once`() throws {
        let daemon = try TestDaemon.withSamples()
        let target = Example.annotations + "/box%2F1"
        let none = [Field("If-None-Match", "*")]
        let first = try daemon.send(.put, target, Self.body, fields: none)
        #expect(first.status == 201)
        #expect(first.json["id"] == "box/1")
        #expect(try daemon.send(.put, target, Self.body, fields: none).status == 412)
    }

    @Test func `a withdrawn annotation no longer stands, and can be read as it was`() throws {
        let daemon = try TestDaemon.withSamples()
        let before = try #require(try daemon.get(Example.labelset).json["sequence"]?.integer)
        let last = try daemon.send(.delete, Self.one, fields: [Field("If-Match", "\"1\"")])
        #expect(last.status == 200)
        #expect(last.json["value"] == .null)
        #expect(last.json["revision"] == 2)
        let standing = try daemon.get(Example.annotations).json["annotations"]?.array ?? []
        #expect(standing.count == 4)
        let then = try daemon.get(Example.annotations + "?asOf=\(before)").json["annotations"]
        #expect(then?.array?.count == 5)
        let revisions = try daemon.get(Self.one + "/revisions").json["revisions"]?.array ?? []
        #expect(revisions.map { $0["revision"] } == [1, 2])
        let again = try daemon.send(.put, Self.one, Self.body, fields: [Field("If-Match", "\"2\"")])
        #expect(again.json["revision"] == 3)
    }
}
