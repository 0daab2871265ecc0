import Testing

@testable import HTTP

/// Bodies that a client sends, and servers that do not want all of them.
struct ClientUploadTests {
    private struct SourceBroke: Error {}

    private let endOfHead = ClientScriptedServer.Step.receive(until: "\r\n\r\n")
    private let fine = ClientScriptedServer.Step.send(
        "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")

    private func stream(_ pieces: [String], byteCount: Int64?) -> ClientBody {
        var rest = pieces[...]
        return .stream(byteCount: byteCount) { rest.popFirst().map { Array($0.utf8) } }
    }

    /// More than socket buffers hold, so that a server that does not read stops it.
    private func endless(counting count: @escaping () -> Void) -> ClientBody {
        .stream(byteCount: nil) {
            count()
            return [UInt8](repeating: 0x61, count: 64 * 1024)
        }
    }

    @Test func `a stream of unknown length is sent in chunks, empty pieces left out`() throws {
        let server = try ClientScriptedServer([[.receive(until: "0\r\n\r\n"), fine]])
        let response = try HTTPClient(url: server.url).send(
            ClientRequest(.post, "/x", body: stream(["hello", "", "world!"], byteCount: nil)))
        #expect(response.status == .created)
        let transcript = try #require(server.transcripts().first)
        #expect(transcript.contains("Transfer-Encoding: chunked\r\n"))
        #expect(transcript.hasSuffix("\r\n\r\n5\r\nhello\r\n6\r\nworld!\r\n0\r\n\r\n"))
    }

    @Test func `a stream of known length is sent as it is`() throws {
        let server = try ClientScriptedServer([[.receive(until: "world"), fine]])
        let response = try HTTPClient(url: server.url).send(
            ClientRequest(.post, "/x", body: stream(["hello", "world"], byteCount: 10)))
        #expect(response.status == .created)
        let transcript = try #require(server.transcripts().first)
        #expect(transcript.contains("Content-Length: 10\r\n"))
        #expect(transcript.hasSuffix("\r\n\r\nhelloworld"))
    }

    @Test(arguments: [["hello"], ["hello", "world", "!"]])
    func `a stream of another length than was said is an error`(pieces: [String]) throws {
        let server = try ClientScriptedServer([[.drain]])
        let request = ClientRequest(.post, "/x", body: stream(pieces, byteCount: 10))
        #expect { try HTTPClient(url: server.url).send(request) } throws: { error in
            if case ClientError.sourceLength(declaredBytes: 10) = error { return true }
            return false
        }
    }

    @Test func `a source that breaks is reported as what it threw`() throws {
        let server = try ClientScriptedServer([[.drain]])
        let body = ClientBody.stream(byteCount: nil) { throw SourceBroke() }
        #expect {
            try HTTPClient(url: server.url).send(ClientRequest(.post, "/x", body: body))
        } throws: { error in
            if case ClientError.source(let reason) = error { return reason is SourceBroke }
            return false
        }
    }

    @Test func `an answer that comes before the body was sent ends the sending`() throws {
        let server = try ClientScriptedServer([
            [
                endOfHead, .receiveBytes(100_000),
                .send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\n\r\nmuch"), .drain,
            ],
            [endOfHead, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")],
        ])
        var pieces = 0
        let client = HTTPClient(url: server.url)
        do {
            let response = try client.send(
                ClientRequest(.post, "/x", body: endless { pieces += 1 }))
            #expect(response.status == .contentTooLarge)
            #expect(try response.bytes(limitBytes: 10) == Array("much".utf8))
        }
        #expect(pieces < 1000)
        // Half a request stands in that connection: the next one needs another.
        #expect(try client.send(ClientRequest(.get, "/")).status == .ok)
        #expect(server.transcripts().count == 2)
    }

    @Test func `a server that answers and hangs up is heard`() throws {
        let server = try ClientScriptedServer([
            [
                endOfHead,
                .send(
                    "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
                .pause(milliseconds: 50),
            ]
        ])
        let response = try HTTPClient(url: server.url).send(
            ClientRequest(.post, "/x", body: endless {}))
        #expect(response.status == .unauthorized)
    }

    @Test func `a server that hangs up without a word is not taken for an answer`() throws {
        let server = try ClientScriptedServer([[endOfHead, .receiveBytes(1000)]])
        #expect {
            try HTTPClient(url: server.url).send(ClientRequest(.post, "/x", body: endless {}))
        } throws: { error in
            switch error {
            case ClientError.broken, ClientError.closedEarly: true
            default: false
            }
        }
    }

    @Test func `an interim answer changes nothing`() throws {
        let server = try ClientScriptedServer([
            [
                endOfHead, .send("HTTP/1.1 100 Continue\r\n\r\n"), .receive(until: "0\r\n\r\n"),
                .send("HTTP/1.1 102 Processing\r\nX: y\r\n\r\n"), fine,
            ]
        ])
        var left = 50
        let body = ClientBody.stream(byteCount: nil) {
            left -= 1
            return left >= 0 ? [UInt8](repeating: 0x61, count: 64 * 1024) : nil
        }
        let response = try HTTPClient(url: server.url).send(
            ClientRequest(.post, "/x", body: body))
        #expect(response.status == .created)
        #expect(left == -1)
    }

    @Test func `interim answers without end are refused`() throws {
        let interim = String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: 40)
        let server = try ClientScriptedServer([[endOfHead, .send(interim), .drain]])
        #expect { try HTTPClient(url: server.url).send(ClientRequest(.get, "/")) } throws: {
            error in
            if case ClientError.malformedHead(.tooManyInterim) = error { return true }
            return false
        }
    }
}
