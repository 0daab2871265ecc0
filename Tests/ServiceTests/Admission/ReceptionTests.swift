import Codecs
import Glibc
import HTTP
import Posix
import Records
import Testing

@testable import Service

/// What one caller may, on a real daemon. The rates are so slow that no time passes.
struct ReceptionTests {
    private static let counted = "/v1/datasets"

    private func daemon(
        burst: Int, _ change: (inout Settings) -> Void = { _ in }
    ) throws -> TestDaemon {
        try TestDaemon {
            $0.rateLimitPerMinute = 1
            // The tokens of the test are made by two requests of the admin's.
            $0.rateLimitBurst = burst
            change(&$0)
        }
    }

    @Test func `a caller sees what is left, and is told when to come back`() throws {
        let daemon = try daemon(burst: 2)
        let replies = try (0..<3).map { _ in try daemon.get(Self.counted) }
        #expect(replies.map(\.status) == [200, 200, 429])
        #expect(replies.map { $0.field("RateLimit-Policy") } == .init(repeating: policy, count: 3))
        #expect(replies[0].field("RateLimit") == #""default";r=1;t=60"#)
        #expect(replies[1].field("RateLimit")?.hasPrefix(#""default";r=0;t="#) == true)
        let refused = replies[2]
        let seconds = try #require(refused.field("Retry-After").flatMap { Int($0) })
        #expect((1...60).contains(seconds))
        #expect(refused.field("RateLimit") == #""default";r=0;t=\#(seconds)"#)
        #expect(refused.problem == ProblemKind.tooManyRequests.rawValue)
        #expect(refused.json["setting"] == "rate-limit-per-minute")
        #expect(try daemon.send(.get, Self.counted, as: .write).status == 200, "another token")
    }

    private var policy: String? { #""default";q=2;w=120"# }

    @Test func `what a client asks before it begins is answered all the same`() throws {
        let free = Endpoints.all.filter { !$0.isCounted }.map(\.name)
        #expect(
            Set(free) == [
                "getHealth", "getReadiness", "getTelemetry", "getDescription", "getDataset",
                "getVersion",
            ])
        let limited = try self.daemon(burst: 2)
        for _ in 0..<2 { _ = try limited.get(Self.counted) }
        #expect(try limited.get(Self.counted).status == 429)
        for target in ["/healthz", "/readyz", "/metrics", "/openapi.json"] {
            let reply = try limited.get(target)
            #expect(reply.status == 200, "\(target)")
            #expect(reply.field("RateLimit") == nil, "\(target)")
        }
        #expect(try limited.get("/v1/datasets/team/nothing").status == 404)
        #expect(try limited.send(.head, Self.counted, as: .read).status == 200)
    }

    @Test func `where nothing is counted, no answer says so`() throws {
        let reply = try TestDaemon().get(Self.counted)
        #expect(reply.field("RateLimit") == nil)
        #expect(reply.field("RateLimit-Policy") == nil)
    }

    @Test func `callers without a token are counted by their address`() throws {
        let daemon = try daemon(burst: 2) { $0.anonymousRead = true }
        let statuses = try (0..<3).map { _ in
            try daemon.send(.get, Self.counted, as: nil).status
        }
        #expect(statuses == [200, 200, 429])
        #expect(try daemon.get(Self.counted).status == 200)
    }

    @Test func `after some wrong tokens an address is told to wait, and a right one is served`()
        throws
    {
        let daemon = try TestDaemon { $0.refusedTokensPerMinute = 2 }
        let wrong = [Field("Authorization", "Bearer nobody")]
        let replies = try (0..<4).map { _ in
            try daemon.send(.get, Self.counted, as: nil, fields: wrong)
        }
        #expect(replies.map(\.status) == [401, 401, 429, 429])
        #expect(replies[3].field("Retry-After") != nil)
        #expect(replies[3].json["setting"] == "refused-tokens-per-minute")
        #expect(try daemon.get(Self.counted).status == 200)
        #expect(try daemon.send(.get, Self.counted, as: nil).status == 401, "no token at all")
    }

    @Test func `an answer that is still read counts as a request in progress`() throws {
        let daemon = try TestDaemon { $0.requestsPerToken = 1 }
        let bytes = [UInt8](repeating: 7, count: 4 * 1024 * 1024)
        let target = "/v1/blobs/\(Digest.of(bytes))"
        #expect(try daemon.send(.put, target, .octets(bytes)).status == 201)
        let token = try #require(daemon.tokens[.read])
        // From the disk, and from what is remembered of it.
        for _ in 0..<2 {
            let slow = try ReceptionTests.slowReader(of: target, token, daemon)
            let refused = try daemon.get(Self.counted)
            #expect(refused.status == 429)
            #expect(refused.json["setting"] == "requests-per-token")
            #expect(refused.field("Retry-After") == "1")
            #expect(try daemon.send(.get, Self.counted, as: .write).status == 200)
            #expect(try daemon.get("/metrics").status == 200, "what takes no time")
            let rest = try RawExchange.readToEnd(slow)
            #expect(rest.count > bytes.count - 64 * 1024)
            #expect(try daemon.get(Self.counted).status == 200)
        }
    }

    @Test func `an answer whose reader goes away is over`() throws {
        let daemon = try TestDaemon { $0.requestsPerToken = 1 }
        let bytes = [UInt8](repeating: 7, count: 4 * 1024 * 1024)
        let target = "/v1/blobs/\(Digest.of(bytes))"
        #expect(try daemon.send(.put, target, .octets(bytes)).status == 201)
        let token = try #require(daemon.tokens[.read])
        do {
            let slow = try ReceptionTests.slowReader(of: target, token, daemon)
            #expect(try daemon.get(Self.counted).status == 429)
            withExtendedLifetime(slow.rawValue) {}
        }
        // The daemon learns of it when the kernel does: soon.
        let isFree = (0..<1000).contains { _ in
            if (try? daemon.get(Self.counted).status) == 200 { return true }
            poll(nil, 0, 5)
            return false
        }
        #expect(isFree)
    }

    /// A client that has read the first bytes of an answer; its window is small.
    private static func slowReader(of target: String, _ token: String, _ daemon: TestDaemon) throws
        -> FileDescriptor
    {
        let connection = try RawExchange.connect(
            to: daemon.daemon.url, receiveBufferByteCount: 4096)
        let request =
            "GET \(target) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
            + "Authorization: Bearer \(token)\r\n\r\n"
        let bytes = Array(request.utf8)
        #expect(send(connection.rawValue, bytes, bytes.count, 0) == bytes.count)
        var begin = [UInt8](repeating: 0, count: 12)
        #expect(recv(connection.rawValue, &begin, begin.count, CInt(MSG_WAITALL)) == 12)
        #expect(String(decoding: begin, as: UTF8.self) == "HTTP/1.1 200")
        return connection
    }
}
