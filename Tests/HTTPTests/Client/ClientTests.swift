import Posix
import Testing

@testable import HTTP

/// The client against a server that does what a script says.
struct ClientTests {
    typealias Script = [ClientScriptedServer.Step]

    private let endOfHead = ClientScriptedServer.Step.receive(until: "\r\n\r\n")

    private func limits() -> ClientLimits {
        var limits = ClientLimits()
        limits.idleTimeoutSeconds = 5
        return limits
    }

    private func text(_ response: ClientResponse) throws -> String {
        String(decoding: try response.bytes(limitBytes: 1 << 20), as: UTF8.self)
    }

    @Test func `two requests share a connection when the first answer was read`() throws {
        let server = try ClientScriptedServer([
            [
                endOfHead, .send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none"),
                .receive(until: "GET /b HTTP/1.1\r\n"), .receive(until: "X: y\r\n\r\n"),
                .send("HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\ntwo"),
            ]
        ])
        let client = HTTPClient(url: server.url, token: "secret", limits: limits())
        let first = try client.send(ClientRequest(.get, "/a?q=1"))
        #expect(first.status == .ok)
        #expect(first.declaredByteCount == 3)
        #expect(try text(first) == "one")
        let second = try client.send(ClientRequest(.get, "/b", fields: [Field("X", "y")]))
        #expect(second.status == .notFound)
        #expect(try text(second) == "two")
        let transcript = try #require(server.transcripts().first)
        #expect(transcript.hasPrefix("GET /a?q=1 HTTP/1.1\r\nHost: \(server.url.authority)\r\n"))
        #expect(transcript.contains("Authorization: Bearer secret\r\n"))
    }

    @Test func `a chunked answer is put together, in spite of extensions and trailers`() throws {
        let server = try ClientScriptedServer([
            [
                endOfHead,
                .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhel"),
                .pause(milliseconds: 20), .send("lo\r\n00A\r\n, old worl\r\n1"),
                .pause(milliseconds: 20), .send("\r\nd\r\n0\r\nX: y\r\n\r\n"),
                .receive(until: "GET /again"), endOfHead,
                .send("HTTP/1.1 204 No Content\r\n\r\n"),
            ]
        ])
        let client = HTTPClient(url: server.url, limits: limits())
        #expect(try text(try client.send(ClientRequest(.get, "/"))) == "hello, old world")
        #expect(try client.send(ClientRequest(.get, "/again")).next() == nil)
    }

    @Test(arguments: [
        "5x\r\n", "5 \r\n", "\r\n", "-1\r\n", "5\nhello", "1\r\nab\r\n", "ffffffffffffffff\r\n",
    ])
    func `chunks that break the grammar are refused`(body: String) throws {
        let server = try ClientScriptedServer([
            [
                endOfHead,
                .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body),
            ]
        ])
        let response = try HTTPClient(url: server.url, limits: limits())
            .send(ClientRequest(.get, "/"))
        #expect { try text(response) } throws: { error in
            if case ClientError.malformedBody = error { return true }
            return false
        }
    }

    @Test func `an answer without a length ends with the connection`() throws {
        let server = try ClientScriptedServer([
            [endOfHead, .send("HTTP/1.1 200 OK\r\n\r\nall"), .send(" of it")],
            [endOfHead, .send("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n2")],
        ])
        let client = HTTPClient(url: server.url, limits: limits())
        #expect(try text(try client.send(ClientRequest(.get, "/"))) == "all of it")
        #expect(try text(try client.send(ClientRequest(.get, "/"))) == "2")
    }

    @Test func `an answer to HEAD has a length and no body`() throws {
        let server = try ClientScriptedServer([
            [
                endOfHead, .send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
                .receive(until: "GET"), .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            ]
        ])
        let client = HTTPClient(url: server.url, limits: limits())
        let response = try client.send(ClientRequest(.head, "/"))
        #expect(response.declaredByteCount == 9)
        #expect(try response.next() == nil)
        #expect(try client.send(ClientRequest(.get, "/")).status == .ok)
    }

    @Test func `a body that is cut off is an error, not a short body`() throws {
        let cut = [
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        ]
        for head in cut {
            let server = try ClientScriptedServer([[endOfHead, .send(head)]])
            let response = try HTTPClient(url: server.url, limits: limits())
                .send(ClientRequest(.get, "/"))
            #expect { try text(response) } throws: { error in
                if case ClientError.closedEarly(.receivingBody) = error { return true }
                return false
            }
        }
    }

    @Test func `a body larger than wanted is refused`() throws {
        let server = try ClientScriptedServer([
            [endOfHead, .send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
        ])
        let response = try HTTPClient(url: server.url, limits: limits())
            .send(ClientRequest(.get, "/"))
        #expect { try response.bytes(limitBytes: 4) } throws: { error in
            if case ClientError.bodyTooLarge(limitBytes: 4) = error { return true }
            return false
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
    ])
    func `an answer that is not HTTP is refused`(answer: String) throws {
        let server = try ClientScriptedServer([[endOfHead, .send(answer)]])
        let client = HTTPClient(url: server.url, limits: limits())
        #expect { try client.send(ClientRequest(.get, "/")) } throws: { error in
            if case ClientError.malformedHead = error { return true }
            return false
        }
    }

    @Test func `a head longer than allowed is refused`() throws {
        let long = "HTTP/1.1 200 OK\r\nX: " + String(repeating: "a", count: 70_000)
        let server = try ClientScriptedServer([[endOfHead, .send(long)]])
        let client = HTTPClient(url: server.url, limits: limits())
        #expect { try client.send(ClientRequest(.get, "/")) } throws: { error in
            if case ClientError.malformedHead(.tooLarge(limitBytes: 65_536)) = error {
                return true
            }
            return false
        }
    }

    @Test func `a head that drips is given up, however patient the wait for it was`() throws {
        var limits = limits()
        limits.headTimeoutSeconds = 1
        let drip: Script = (0..<8).flatMap { _ -> Script in
            [.send("X: y\r\n"), .pause(milliseconds: 200)]
        }
        let server = try ClientScriptedServer([[endOfHead, .send("HTTP/1.1 200 OK\r\n")] + drip])
        let client = HTTPClient(url: server.url, limits: limits)
        #expect { try client.send(ClientRequest(.get, "/")) } throws: { error in
            if case ClientError.timedOut(.awaitingHead, _) = error { return true }
            return false
        }
    }

    @Test func `silence is given up after the patience of the request`() throws {
        let server = try ClientScriptedServer([[endOfHead, .drain]])
        let client = HTTPClient(url: server.url, limits: limits())
        #expect {
            try client.send(ClientRequest(.get, "/", answerTimeoutSeconds: 1))
        } throws: { error in
            if case ClientError.timedOut(.awaitingHead, seconds: 1) = error { return true }
            return false
        }
    }

    @Test func `nobody listening is unreachable`() throws {
        let url = try ClientScriptedServer.deafURL()
        #expect { try HTTPClient(url: url).send(ClientRequest(.get, "/")) } throws: { error in
            if case ClientError.unreachable = error { return true }
            return false
        }
    }

    @Test func `a name without an address is unresolvable`() throws {
        let url = try ClientURL("http://cairn.invalid")
        #expect { try HTTPClient(url: url).send(ClientRequest(.get, "/")) } throws: { error in
            if case ClientError.unresolvable(host: "cairn.invalid", code: _) = error {
                return true
            }
            return false
        }
    }
}
