import Testing

@testable import HTTP

/// Which requests are sent again, when, and how often.
struct ClientRetryTests {
    private let endOfHead = ClientScriptedServer.Step.receive(until: "\r\n\r\n")
    private let fine = ClientScriptedServer.Step.send(
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    private func busy(_ seconds: String) -> ClientScriptedServer.Step {
        .send(
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: \(seconds)\r\n"
                + "Content-Length: 4\r\n\r\nbusy")
    }

    @Test func `a server that asks for patience is asked again after it`() throws {
        let server = try ClientScriptedServer([
            [
                endOfHead, busy("2"), .receive(until: "/x HTTP/1.1\r\n"),
                .receiveBytes(1), busy("0"), .receiveBytes(1), fine,
            ]
        ])
        var pauses: [Int] = []
        let client = HTTPClient(url: server.url) { pauses.append($0) }
        #expect(try client.send(ClientRequest(.get, "/x")).status == .ok)
        #expect(pauses == [2000, 0])
    }

    @Test func `patience is bounded in number and in length`() throws {
        let many = try ClientScriptedServer([
            [endOfHead, busy("1"), .receiveBytes(1), busy("1"), .receiveBytes(1), busy("1")]
        ])
        var pauses: [Int] = []
        var limits = ClientLimits()
        limits.attempts = 3
        let client = HTTPClient(url: many.url, limits: limits) { pauses.append($0) }
        let answer = try client.send(ClientRequest(.get, "/x"))
        #expect(answer.status == .serviceUnavailable)
        #expect(try answer.bytes(limitBytes: 10) == Array("busy".utf8))
        #expect(pauses == [1000, 1000])

        let long = try ClientScriptedServer([[endOfHead, busy("31")]])
        let impatient = HTTPClient(url: long.url) { pauses.append($0) }
        #expect(try impatient.send(ClientRequest(.get, "/")).status == .serviceUnavailable)
        #expect(pauses.count == 2)
    }

    @Test func `a change is not sent again, whatever the server asks`() throws {
        let server = try ClientScriptedServer([[endOfHead, busy("0")]])
        let client = HTTPClient(url: server.url) { _ in }
        let request = ClientRequest(.post, "/x", body: .bytes([]))
        #expect(try client.send(request).status == .serviceUnavailable)
    }

    @Test func `a read is sent again when its connection breaks`() throws {
        let server = try ClientScriptedServer([[endOfHead], [endOfHead], [endOfHead, fine]])
        #expect(try HTTPClient(url: server.url).send(ClientRequest(.get, "/")).status == .ok)
        #expect(server.transcripts().count == 3)
    }

    @Test func `a change whose connection breaks is reported and not repeated`() throws {
        let server = try ClientScriptedServer([[endOfHead]])
        let client = HTTPClient(url: server.url)
        #expect { try client.send(ClientRequest(.post, "/", body: .bytes([]))) } throws: { error in
            if case ClientError.closedEarly(.awaitingHead) = error { return true }
            return false
        }
        #expect(server.transcripts().count == 1)
    }

    @Test func `a kept connection that the server has closed is replaced before use`() throws {
        let server = try ClientScriptedServer([[endOfHead, fine], [endOfHead, fine]])
        let client = HTTPClient(url: server.url)
        let request = ClientRequest(.post, "/", body: .bytes([]))
        #expect(try client.send(request).status == .ok)
        server.awaitEnd(ofConnections: 1)
        #expect(try client.send(request).status == .ok)
        #expect(server.transcripts().count == 2)
    }

    @Test(arguments: [
        (Method.get, [Field](), true), (.head, [], true), (.put, [], true), (.delete, [], true),
        (.put, [Field("If-Match", "\"1\"")], false), (.delete, [Field("if-match", "\"1\"")], false),
        (.post, [], false), (.patch, [], false),
    ])
    func `what may be repeated is what does the same twice`(
        method: Method, fields: [Field], expected: Bool
    ) {
        #expect(ClientRequest(method, "/", fields: fields).isRepeatable == expected)
        let stream = ClientBody.stream(byteCount: nil) { nil }
        #expect(!ClientRequest(method, "/", body: stream).isRepeatable)
    }
}
