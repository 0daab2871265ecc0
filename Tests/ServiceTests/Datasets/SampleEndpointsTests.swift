import Codecs
import HTTP
import Records
import Service
import Testing

/// Samples and their parts over HTTP.
struct SampleEndpointsTests {
    private static let samples = Example.versions + "/1/samples"

    static let scenarios: [Scenario] = [
        Scenario("unknown key", .resourceMissing, .get, samples + "/nothing"),
        Scenario("a key in two segments", .routeMissing, .get, samples + "/test/0"),
        Scenario("no key", .invalidParameter, .get, samples + "/..%2Fa"),
        Scenario("a key upwards", .malformedRequest, .get, samples + "/%2E%2E"),
        Scenario("unknown part", .resourceMissing, .get, samples + "/test%2F0/parts/jpg"),
        Scenario("no part", .invalidParameter, .get, samples + "/test%2F0/parts/%20"),
        Scenario("part of an unknown key", .resourceMissing, .get, samples + "/a/parts/png"),
        Scenario("no split", .invalidParameter, .get, samples + "?split=%2F"),
        Scenario("of no version", .resourceMissing, .get, Example.versions + "/2/samples"),
        Scenario(
            "a part past its end", .rangeNotSatisfiable, .get, samples + "/test%2F0/parts/png",
            fields: [Field("Range", "bytes=19-")]),
    ]

    @Test func `a sample that is not there is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `a sample is what was imported`() throws {
        let daemon = try TestDaemon.withSamples()
        let sample = try daemon.get(Self.samples + "/train%2F2").json
        #expect(sample["key"] == "train/2")
        #expect(sample["position"] == 3)
        #expect(sample["split"] == "train")
        #expect(sample["fields"] == ["cls": 2])
        let image = Example.image(of: "train/2")
        #expect(
            sample["parts"]?["png"]
                == ["digest": .string("\(Digest.of(image))"), "bytes": .number(image.count)])
    }

    @Test func `lines are the pages, whole`() throws {
        let daemon = try TestDaemon.withSamples()
        let lines = [Field("Accept", "application/x-ndjson")]
        let many = (0..<1201).map { Example.put("many/\($0)") }.joined()
        try daemon.send(.post, Example.dataset + "/commits", .lines(many))
        for (version, query) in [(1, ""), (1, "?split=train"), (2, "")] {
            let target = Example.versions + "/\(version)/samples\(query)"
            let stream = try daemon.get(target, fields: lines)
            #expect(stream.field("Content-Type") == "application/x-ndjson")
            var pages: [JSON] = []
            var cursor = ""
            for _ in 0..<10 {
                let sign = query.isEmpty ? "?" : "&"
                let page = try daemon.get("\(target)\(sign)limit=1000\(cursor)").json
                pages += page["samples"]?.array ?? []
                guard let next = page["next"]?.string else { break }
                cursor = "&cursor=\(next)"
            }
            #expect(stream.lines == pages, "\(target)")
        }
        let ending = try daemon.get(Self.samples + "?limit=4").json["next"]?.string ?? ""
        let rest = try daemon.get(Self.samples + "?cursor=\(ending)", fields: lines)
        #expect(rest.lines.map { $0["key"] } == ["train/3"])
    }

    @Test func `a key of any letters and length is found everywhere`() throws {
        let daemon = try TestDaemon.withSamples()
        let keys = [
            "a b/c+d", "100%", "q?x=1&y", "#hash;a,b", "quote\"s'", "日本/語", "e\u{301}",
            String(repeating: "k", count: 512), String(repeating: "d/", count: 255) + "e",
        ]
        let part = "p" + String(repeating: ".x", count: 60)
        let digest = Digest.of([1, 2, 3])
        try daemon.send(.put, "/v1/blobs/\(digest)", .octets([1, 2, 3]))
        for key in keys {
            let name = JSON.string(key).text
            let put =
                #"{"put": {"key": \#(name), "parts": {"\#(part)": {"digest": "\#(digest)", "#
                + #""bytes": 3}}}}"#
            let commit = try daemon.send(.post, Example.dataset + "/commits", .lines(put))
            #expect(commit.status == 201, "\(key): \(commit.text)")
            let labelled = try daemon.send(
                .post, Example.annotations + "?source=rule:a",
                .lines(#"{"sample": \#(name), "value": {"class": 1}}"#))
            #expect(labelled.status == 200, "\(key): \(labelled.text)")
            let path = PercentEncoding.encode(key)
            let sample = try daemon.get(Example.versions + "/latest/samples/\(path)")
            #expect(sample.json["key"] == .string(key))
            let bytes = try daemon.get(
                Example.versions + "/latest/samples/\(path)/parts/\(part)"
            ).bytes
            #expect(bytes == [1, 2, 3])
            let label = try daemon.get(Example.annotations + "/class:\(path)")
            #expect(label.json["sample"] == .string(key))
        }
        let shard = try daemon.get(Example.versions + "/latest/shards/000000.tar").bytes
        var reader = TarReader()
        let paths = try reader.feed(shard).compactMap { event -> String? in
            guard case .member(let member) = event else { return nil }
            return member.path
        }
        #expect(Set(paths).isSuperset(of: keys.map { "\($0).\(part)" }))
        let again = try daemon.send(
            .post, Example.dataset + "/commits?split=folder&replace=true", .tar(shard))
        #expect(again.json["version"]?["samples"]?.integer == 5 + keys.count, "\(again.text)")
    }

    @Test func `lines go to clients of any version, and not to who asks for the head`() throws {
        let daemon = try TestDaemon.withSamples()
        let accept = "Accept: text/html, application/x-ndjson;q=0.9"
        let token = try #require(daemon.tokens[.read])
        let fields = "Host: a\r\nAuthorization: Bearer \(token)\r\n\(accept)\r\n\r\n"
        let old = try RawExchange.perform(
            "GET \(Self.samples) HTTP/1.0\r\n\(fields)", with: daemon.daemon.url)
        let body = old.split(separator: "\r\n\r\n", maxSplits: 1).last ?? ""
        #expect(body.split(separator: "\n").count == 5, "\(old)")
        let head = try daemon.send(
            .head, Self.samples, fields: [Field("Accept", "application/x-ndjson")])
        #expect(head.status == 200)
        #expect(head.field("Content-Type") == "application/x-ndjson")
        #expect(head.bytes.isEmpty)
    }

    @Test func `a part behaves as a file, and says what it is`() throws {
        let daemon = try TestDaemon.withSamples()
        let target = Self.samples + "/train%2F1/parts/png"
        try Ranges.check(target, bytes: Example.image(of: "train/1"), on: daemon)
        let reply = try daemon.get(target)
        #expect(reply.field("Content-Type") == "image/png")
        #expect(reply.field("X-Content-Type-Options") == "nosniff")
        let page = Archive.bytes([("page.html", Array("<script>".utf8))])
        try daemon.send(.post, Example.dataset + "/commits", .tar(page))
        let html = try daemon.get(Example.versions + "/2/samples/page/parts/html")
        #expect(html.field("Content-Type") == "application/octet-stream")
    }
}
