import Testing

@testable import HTTP

/// Answers whose heads are written once.
struct PreparedTests {
    @Test(arguments: ["tagged", "text"], ["GET", "HEAD"])
    func `a prepared answer is the one that would be made`(name: String, method: String) throws {
        let server = try TestServer()
        for fields in [
            "", "If-None-Match: \"v1\"\r\n", "If-None-Match: \"text\"\r\n",
            "If-None-Match: W/\"v1\", \"b\"\r\n", "If-None-Match: \"other\"\r\n",
            "If-Match: \"other\"\r\n", "Range: bytes=1-2\r\n", "Range: bytes=0-1,5-6\r\n",
            "If-None-Match: \"v1\"\r\nRange: bytes=1-2\r\n", "Accept-Encoding: gzip\r\n",
            "Accept-Encoding: gzip\r\nIf-None-Match: \"text-gzip\"\r\n", "Connection: close\r\n",
            "Content-Length: 0\r\n",
        ] {
            for version in ["1.0", "1.1"] {
                let rest = " HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n"
                let prepared = try server.exchange("\(method) /\(name)\(rest)", method: method)
                let made = try server.exchange("\(method) /made/\(name)\(rest)", method: method)
                // Boundaries and problems have the request's identity in their content.
                if prepared["Content-Type"]?.hasPrefix("multipart/") != true, made.status < 400 {
                    #expect(prepared == made, "\(fields)")
                }
                #expect(prepared.status == made.status)
                #expect(lasting(prepared) == lasting(made), "\(fields) \(version)")
            }
        }
    }

    // All but the moment and the identity, which also makes boundaries.
    private func lasting(_ response: RawClient.Response) -> [String] {
        response.fields.filter { !["Date", "X-Request-Id"].contains($0.name) }
            .map { $0.value.hasPrefix("multipart/") ? $0.name : "\($0.name): \($0.value)" }
    }

    @Test func `what is answered at once is counted, and each has an identity of its own`() throws {
        let server = try TestServer(loopCount: 1)
        let client = try server.client()
        let request = "GET /tagged \(ContentTests.host)"
        try client.send(request + request)
        let identities = try (0..<2).map { _ in try client.response()["X-Request-Id"] }
        #expect(Set(identities).count == 2)
        server.observer.wait { $0.finished.count >= 2 }
        let finished = server.observer.state.finished
        #expect(finished.allSatisfy { $0.status == 200 && $0.receivedBytes == request.utf8.count })
        #expect(finished.allSatisfy { $0.sentBytes > 1000 && $0.sentBytes < 1500 })
    }
}
