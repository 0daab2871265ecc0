import Codecs
import HTTP
import Records
import Service
import Testing

/// Shards over HTTP: tars that behave as files.
struct ShardEndpointsTests {
    private static let shards = Example.versions + "/1/shards"

    static let scenarios: [Scenario] = [
        Scenario(
            "past the last", .resourceMissing, .get, shards + "/000001.tar", says: ["1 shards"]),
        Scenario(
            "a number that none has", .resourceMissing, .get, shards + "/\(Int.max).tar"),
        Scenario("another spelling", .invalidParameter, .get, shards + "/0.tar"),
        Scenario("no number", .invalidParameter, .get, shards + "/first.tar"),
        Scenario("negative", .invalidParameter, .get, shards + "/-1.tar"),
        Scenario("no tar", .routeMissing, .get, shards + "/000000.zip"),
        Scenario("of no version", .resourceMissing, .get, Example.versions + "/3/shards"),
        Scenario(
            "unknown checksums", .invalidParameter, .get,
            shards + "/000000.tar?checksums=md5", says: ["none, sha256"]),
    ]

    @Test func `a shard that is not there is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `the shards hold every part of every sample once, in order`() throws {
        let daemon = try TestDaemon.withSamples { $0.samplesPerShard = 2 }
        let listing = try daemon.get(Self.shards).json["shards"]?.array ?? []
        #expect(listing.map { $0["samples"]?.integer } == [2, 2, 1])
        var members: [(path: String, content: [UInt8])] = []
        for shard in listing {
            let reply = try daemon.get(try #require(shard["url"]?.string))
            #expect(reply.status == 200)
            #expect(reply.field("Content-Type") == "application/x-tar")
            #expect(reply.field("ETag") == "\"\(shard["etag"]?.string ?? "")\"")
            #expect(reply.bytes.count == shard["bytes"]?.integer)
            #expect(reply.field("Cache-Control")?.contains("immutable") == true)
            members += try ShardEndpointsTests.members(of: reply.bytes)
        }
        // Parts go in the order of their names.
        let expected = Example.classes.flatMap { key, value in
            [("\(key).cls", Array("\(value)".utf8)), ("\(key).png", Example.image(of: key))]
        }
        #expect(members.map(\.path) == expected.map(\.0))
        #expect(members.map(\.content) == expected.map(\.1))
    }

    @Test func `a tar with checksums has the same members, and tells each one's digest`() throws {
        let daemon = try TestDaemon.withSamples()
        let plain = try daemon.get(Self.shards + "/000000.tar")
        let listed = try #require(
            try daemon.get(Self.shards + "?checksums=sha256").json["shards"]?.array?.first)
        let target = try #require(listed["url"]?.string)
        let reply = try daemon.get(target)
        #expect(reply.bytes.count == listed["bytes"]?.integer)
        #expect(reply.field("ETag") == "\"\(listed["etag"]?.string ?? "")\"")
        #expect(reply.field("ETag") != plain.field("ETag"))
        let members = try Self.members(of: reply.bytes)
        #expect(members.map(\.content) == (try Self.members(of: plain.bytes)).map(\.content))
        #expect(reply.bytes.count == plain.bytes.count + members.count * 1024)
        let text = String(decoding: reply.bytes, as: UTF8.self)
        for member in members {
            #expect(
                text.contains("81 CAIRN.sha256=\(Digest.of(member.content).hexadecimal)\n"),
                "\(member.path)")
        }
        try Ranges.check(target, bytes: reply.bytes, on: daemon)
    }

    @Test func `who wants the digest of a tar is told it, also for a range and without content`()
        throws
    {
        let daemon = try TestDaemon.withSamples()
        let view = try daemon.make("/v1/views", #"{"dataset": "team/digits"}"#)
        let root = "/v1/views/\(view["digest"]?.string ?? "")"
        for target in [
            Self.shards + "/000000.tar", "\(root)/epochs/1/ranks/0-of-1.tar?checksums=sha256",
        ] {
            let plain = try daemon.get(target)
            #expect(plain.field("Repr-Digest") == nil)
            let digest = DigestField.representation(Digest.of(plain.bytes)).value
            let wants = Field("Want-Repr-Digest", "sha-512=3, sha-256=10")
            #expect(try daemon.get(target, fields: [wants]).field("Repr-Digest") == digest)
            let part = try daemon.get(target, fields: [wants, Field("Range", "bytes=5-700")])
            #expect(part.status == 206 && part.field("Repr-Digest") == digest)
            let head = try daemon.send(.head, target, fields: [wants])
            #expect(head.field("Repr-Digest") == digest)
            let other = try daemon.get(
                target, fields: [Field("Want-Repr-Digest", "sha-256=0")])
            #expect(other.field("Repr-Digest") == nil)
        }
    }

    @Test func `the shards of a view have the samples and parts that it keeps, in order`() throws {
        let daemon = try TestDaemon.withSamples { $0.samplesPerShard = 2 }
        let view = try daemon.make(
            "/v1/views",
            #"{"dataset": "team/digits", "split": "train","#
                + #" "parts": [{"name": "cls", "as": "txt"}]}"#)
        let root = "/v1/views/\(view["digest"]?.string ?? "")/shards"
        let listing = try #require(try daemon.get(root + "?limit=1").json["shards"]?.array)
        #expect(listing.count == 1)
        let all = try #require(try daemon.get(root).json["shards"]?.array)
        #expect(all.map { $0["samples"]?.integer } == [2, 2])
        var members: [(path: String, content: [UInt8])] = []
        for shard in all {
            let reply = try daemon.get(try #require(shard["url"]?.string))
            #expect(reply.field("ETag") == "\"\(shard["etag"]?.string ?? "")\"")
            #expect(reply.bytes.count == shard["bytes"]?.integer)
            #expect(reply.field("Cache-Control")?.contains("immutable") == true)
            members += try ShardEndpointsTests.members(of: reply.bytes)
        }
        let kept = Example.classes.filter { $0.0.hasPrefix("train/") }
        #expect(members.map(\.path) == kept.map { "\($0.0).txt" })
        #expect(members.map(\.content) == kept.map { Array("\($0.1)".utf8) })
        try Ranges.check(
            root + "/000000.tar", bytes: try daemon.get(root + "/000000.tar").bytes, on: daemon)
        #expect(try daemon.get(root + "/000002.tar").status == 404)
    }

    @Test func `a shard behaves as a file`() throws {
        let daemon = try TestDaemon.withSamples()
        let target = Self.shards + "/000000.tar"
        try Ranges.check(target, bytes: try daemon.get(target).bytes, on: daemon)
    }

    @Test func `a shard of the same samples is the same, whatever was committed since`() throws {
        let daemon = try TestDaemon.withSamples()
        let before = try daemon.get(Self.shards + "/000000.tar")
        try daemon.send(.post, Example.dataset + "/commits", .lines(Example.put("a")))
        let after = try daemon.get(Self.shards + "/000000.tar")
        #expect(after.bytes == before.bytes)
        #expect(after.field("ETag") == before.field("ETag"))
        let other = try daemon.get(Example.versions + "/latest/shards/000000.tar")
        #expect(other.field("ETag") != before.field("ETag"))
    }

    static func members(of tar: [UInt8]) throws -> [(path: String, content: [UInt8])] {
        var reader = TarReader()
        var members: [(path: String, content: [UInt8])] = []
        for event in try reader.feed(tar) {
            switch event {
            case .member(let member): members.append((member.path, []))
            case .content(let bytes): members[members.count - 1].content += bytes
            case .endOfMember, .end: break
            }
        }
        try reader.finish()
        return members
    }
}
