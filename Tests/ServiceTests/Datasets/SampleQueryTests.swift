import Codecs
import HTTP
import Records
import Service
import Testing

/// Samples by their keys: a question in the content (RFC 10008).
struct SampleQueryTests {
    private static let samples = Example.versions + "/1/samples"
    private static let question = Content.json(#"{"keys": ["train/2", "nothing", "test/0"]}"#)

    static let scenarios: [Scenario] = [HTTP.Method.query, .post].flatMap { method in
        [
            Scenario(
                "no keys", .invalidMember, method, samples, as: .read, .json(#"{"keys": []}"#),
                pointer: "/keys", says: ["1 to 1000"]),
            Scenario(
                "too many keys", .invalidMember, method, samples, as: .read,
                .json(#"{"keys": ["a"\#(String(repeating: #","a""#, count: 1000))]}"#),
                pointer: "/keys"),
            Scenario(
                "what is no key", .invalidMember, method, samples, as: .read,
                .json(#"{"keys": ["a", "../b"]}"#), pointer: "/keys/1"),
            Scenario(
                "a number", .invalidMember, method, samples, as: .read, .json(#"{"keys": [1]}"#),
                pointer: "/keys/0"),
            Scenario(
                "of no version", .resourceMissing, method, Example.versions + "/9/samples",
                as: .read, question),
            Scenario(
                "without a type", .unsupportedMediaType, method, samples, as: .read,
                Content(mediaType: nil, bytes: question.bytes)),
            Scenario(
                "of another type", .unsupportedMediaType, method, samples, as: .read,
                .lines(#"{"keys": ["a"]}"#), says: ["application/json"]),
            Scenario("without content", .unsupportedMediaType, method, samples, as: .read),
            Scenario("from nobody", .tokenRequired, method, samples, as: nil, question),
            Scenario(
                "with a condition", .preconditionFailed, .query, samples, as: .read, question,
                fields: [Field("If-Match", "\"\(method.rawValue)\"")]),
        ]
    }

    @Test func `a question that has no answer is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test(arguments: [HTTP.Method.query, .post])
    func `samples come in the order of the keys, null where there is none`(method: HTTP.Method)
        throws
    {
        let daemon = try TestDaemon.withSamples()
        let reply = try daemon.send(method, Self.samples, as: .read, Self.question)
        #expect(reply.status == 200, "\(reply.text)")
        let one = try daemon.get(Self.samples + "/train%2F2").json
        let other = try daemon.get(Self.samples + "/test%2F0").json
        #expect(reply.json["samples"] == [one, .null, other])
        let version = try daemon.get(Example.versions + "/1").json["digest"]
        #expect(reply.json["version"] == version)
    }

    @Test func `a key that is asked for twice is answered twice`() throws {
        let daemon = try TestDaemon.withSamples()
        let twice = Content.json(#"{"keys": ["test/0", "test/0"]}"#)
        let samples = try daemon.send(.query, Self.samples, as: .read, twice).json["samples"]?.array
        #expect(samples?.count == 2)
        #expect(samples?.first == samples?.last)
    }

    @Test func `a result that is known is not sent again, another question's is`() throws {
        let daemon = try TestDaemon.withSamples()
        let first = try daemon.send(.query, Self.samples, as: .read, Self.question)
        let known = [Field("If-None-Match", try #require(first.field("ETag")))]
        let again = try daemon.send(
            .query, Self.samples, as: .read, Self.question, fields: known)
        #expect(again.status == 304 && again.bytes.isEmpty)
        let other = try daemon.send(
            .query, Self.samples, as: .read, .json(#"{"keys": ["test/0"]}"#), fields: known)
        #expect(other.status == 200)
        // RFC 9110 §13.2.1: a condition is not one of POST's.
        let post = try daemon.send(.post, Self.samples, as: .read, Self.question, fields: known)
        #expect(post.status == 200)
    }

    @Test func `a result of a digest never changes, of a number it is asked for again`() throws {
        let daemon = try TestDaemon.withSamples()
        let reply = try daemon.send(.query, Self.samples, as: .read, Self.question)
        #expect(reply.field("Cache-Control") == "no-cache")
        let digest = try #require(reply.json["version"]?.string)
        let pinned = try daemon.send(
            .query, Example.versions + "/\(digest)/samples", as: .read, Self.question)
        #expect(pinned.field("Cache-Control") == "private, max-age=31536000, immutable")
        #expect(pinned.bytes == reply.bytes)
    }

    @Test func `the listing says that it can be queried`() throws {
        let daemon = try TestDaemon.withSamples()
        #expect(try daemon.get(Self.samples).field("Accept-Query") == "application/json")
        let options = try daemon.send(.options, Self.samples, as: nil)
        #expect(options.field("Accept-Query") == "application/json")
        #expect(options.field("Allow") == "GET, HEAD, POST, OPTIONS, QUERY")
        let elsewhere = try daemon.send(.options, Example.versions, as: nil)
        #expect(elsewhere.field("Accept-Query") == nil)
    }
}
