import Glibc
import Posix
import TLS
import TestSupport
import Testing

@testable import HTTP

/// What only a server that speaks TLS does.
struct SecureServerTests {
    private let certificates: Certificates

    init() throws { certificates = try Certificates.shared.get() }

    private func server(
        _ change: (inout HTTPLimits) -> Void = { _ in }
    ) throws -> TestServer {
        try EveryTransport.$isSecure.withValue(true) { try TestServer(loopCount: 1, change) }
    }

    private func client(_ server: TestServer) throws -> RawClient {
        try RawClient(port: server.server.address.port, isSecure: true)
    }

    private func plainClient(_ server: TestServer) throws -> RawClient {
        try RawClient(port: server.server.address.port, isSecure: false)
    }

    /// What `openssl s_client` prints, asked for one page; nil when it does not get through.
    private func talk(_ server: TestServer, _ options: String...) throws -> String? {
        let port = server.server.address.port
        let arguments =
            ["s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", certificates.authority]
            + options
        let request = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        let printed = try? Program.run(
            "sh",
            ["-c", "(cat; sleep 1) | timeout 10 openssl \"$@\" -ign_eof 2>&1", "sh"] + arguments,
            input: Array(request.utf8))
        return printed.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `browsers are told to stay with https, on TLS only`() throws {
        let server = try server()
        let secure = try client(server)
        try secure.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try secure.response()["Strict-Transport-Security"] == "max-age=31536000")
        let other = try TestServer()
        let plain = try other.exchange("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(plain["Strict-Transport-Security"] == nil)
    }

    @Test func `plain HTTP is answered 400 in plain HTTP, and the connection ends`() throws {
        let server = try server()
        let client = try plainClient(server)
        try client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        let response = try client.response()
        #expect(response.status == 400)
        #expect(response["Connection"] == "close")
        #expect(response.text.contains("securityRequired"))
        #expect(client.isClosedByServer())
    }

    @Test func `what is neither TLS nor HTTP ends the connection`() throws {
        let server = try server()
        let client = try plainClient(server)
        try client.send([0x16, 3, 1, 0, 4, 1, 2, 3, 4])
        // An alert, and the end.
        #expect(try client.readToEnd().first == 21)
        server.observer.wait { $0.closedCount == 1 }
        #expect(server.observer.state.closeReasons == [.handshake])
    }

    @Test func `hands that are not shaken in time end the connection`() throws {
        let server = try server { $0.handshakeTimeoutSeconds = 1 }
        let client = try plainClient(server)
        // The beginning of a record that never goes on.
        try client.send([0x16, 3, 1])
        #expect(client.isClosedByServer())
        server.observer.wait { $0.closedCount == 1 }
        #expect(server.observer.state.closeReasons == [.handshake])
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `TLS 1.2 and 1.3 are spoken, with forward secrecy`(version: String) throws {
        let server = try server()
        let text = try #require(try talk(server, version))
        #expect(text.contains("HTTP/1.1 200 OK"))
        #expect(text.contains("Verify return code: 0 (ok)"))
        #expect(text.contains("Server Temp Key: X25519"))
        #expect(text.contains("AES128-GCM-SHA256") || text.contains("TLS_AES_128_GCM_SHA256"))
        #expect(text.contains("Secure Renegotiation IS NOT supported") || version == "-tls1_2")
        #expect(text.contains("Compression: NONE"))
    }

    @Test(arguments: [
        ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "AES128-GCM-SHA256"],
        ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256"],
        ["-alpn", "h2"],
    ])
    func `what is old, weak or another protocol is refused`(options: [String]) throws {
        let server = try server()
        let port = server.server.address.port
        let printed = try? Program.run(
            "sh",
            [
                "-c", "timeout 10 openssl \"$@\" 2>&1 </dev/null", "sh", "s_client", "-connect",
                "127.0.0.1:\(port)",
            ] + options, input: [])
        #expect(printed == nil)
        server.observer.wait { $0.closedCount == 1 }
        #expect(server.observer.state.closeReasons == [.handshake])
    }

    @Test func `HTTP/1.1 is chosen of what a client offers`() throws {
        let server = try server()
        let text = try #require(try talk(server, "-alpn", "h2,http/1.1"))
        #expect(text.contains("ALPN protocol: http/1.1"))
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `a session is resumed with a ticket`(version: String) throws {
        let server = try server()
        let directory = TestSupport.TemporaryDirectory()
        let file = "\(directory.path)/session"
        let first = try #require(try talk(server, version, "-sess_out", file))
        #expect(first.contains("New, TLSv1"))
        let second = try #require(try talk(server, version, "-sess_in", file))
        #expect(second.contains("Reused, TLSv1"))
    }

    @Test func `a new certificate is shown to new connections, and old ones go on`() throws {
        let server = try server()
        let old = try client(server)
        try old.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try old.response().text == "ok")
        let pair = try certificates.make("renewed")
        try server.reload(
            tls: TLSContext(
                serverWith: TLSIdentity(certificatePath: pair.certificate, keyPath: pair.key)))
        let text = try #require(try talk(server))
        #expect(text.contains("subject=CN = renewed"))
        try old.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try old.response().text == "ok")
    }

    @Test func `connections that break off at any byte of a handshake leave nothing open`() throws {
        let server = try server()
        for count in 1...40 {
            let client = try plainClient(server)
            // A ClientHello that is cut anywhere.
            let hello: [UInt8] = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3]
            try client.send(Array((hello + [UInt8](repeating: 7, count: 40)).prefix(count)))
            if count % 2 == 0 { client.reset() }
        }
        server.observer.wait { $0.closedCount == 40 }
        #expect(try client(server).isSilent(milliseconds: 1))
    }
}
