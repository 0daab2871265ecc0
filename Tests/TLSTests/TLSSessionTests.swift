import Glibc
import Posix
import TestSupport
import Testing

@testable import TLS

/// What two ends agree on, and what they refuse.
struct TLSSessionTests {
    private let certificates: Certificates
    private let server: TLSContext
    private let client: TLSContext

    init() throws {
        // OpenSSL writes to sockets as to files: a peer that has gone would end the process.
        signal(SIGPIPE, SIG_IGN)
        certificates = try Certificates.shared.get()
        let pair = try certificates.make("session-\(UInt64.random(in: 0 ... .max))")
        server = try TLSContext(
            serverWith: TLSIdentity(certificatePath: pair.certificate, keyPath: pair.key))
        client = try TLSContext(clientTrusting: certificates.authority)
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `two ends agree on TLS 1.3 and the cheap safe suite`(host: String) throws {
        let pair = try TLSPair(server, client, host: host)
        try pair.shakeHands()
        #expect(pair.server.protocolName == "TLSv1.3")
        #expect(pair.server.suiteName == "TLS_AES_128_GCM_SHA256")
        #expect(pair.client.isEstablished == true)
        #expect(pair.client.isResumed == false)
    }

    @Test func `bytes arrive as they were sent, in both directions`() throws {
        let pair = try TLSPair(server, client)
        try pair.shakeHands()
        #expect(try pair.client.send("a question") == 10)
        #expect(try pair.server.receive() == Array("a question".utf8))
        #expect(try pair.server.send("an answer") == 9)
        #expect(try pair.client.receive() == Array("an answer".utf8))
        #expect(throws: Errno.wouldBlock) { _ = try pair.server.receive() }
    }

    @Test func `more than the socket takes is sent in parts, and arrives whole`() throws {
        let pair = try TLSPair(server, client)
        try pair.shakeHands()
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
        var (sent, refusals, received) = (0, 0, [UInt8]())
        while received.count < bytes.count {
            if sent < bytes.count {
                do {
                    sent += try pair.server.send(Array(bytes[sent...].prefix(100_000)))
                } catch {
                    #expect(error == .wouldBlock)
                    refusals += 1
                }
            }
            if refusals % 2 == 1 || sent == bytes.count {
                received += (try? pair.client.receive()) ?? []
            }
        }
        #expect(received == bytes)
        #expect(refusals > 0)
    }

    @Test func `a said end is an end, one that is not said is a failure`() throws {
        let said = try TLSPair(server, client)
        try said.shakeHands()
        #expect(said.server.isAtEnd == false)
        said.client.finishSending()
        #expect(said.server.isAtEnd == true)
        #expect(try said.server.receive() == [])

        let ends = try SocketPair.make()
        let end = try TLSSession.serving(Socket(raw: ends[0]), with: server)
        do {
            let peer = try TLSSession.connecting(
                Socket(raw: ends[1]), to: "localhost", with: client)
            for _ in 0..<10 {
                _ = try end.shakeHands()
                _ = try peer.shakeHands()
            }
            #expect(end.isEstablished == true)
        }
        // A program that another test starts has the peer's end, too, from fork(2) to exec(2).
        var entry = pollfd(fd: end.rawDescriptor, events: Int16(POLLIN), revents: 0)
        #expect(poll(&entry, 1, 60_000) == 1)
        #expect(throws: Errno.connectionReset) { _ = try end.receive() }
    }

    @Test func `a name that the certificate is not for is refused`() throws {
        let pair = try TLSPair(server, client, host: "elsewhere.example")
        #expect(throws: Errno.self) { try pair.shakeHands() }
        #expect(pair.client.verificationFailure == "hostname mismatch")
        let address = try TLSPair(server, client, host: "127.0.0.2")
        #expect(throws: Errno.self) { try address.shakeHands() }
        #expect(address.client.verificationFailure == "IP address mismatch")
    }

    @Test func `an authority that the client does not know is refused`() throws {
        let pair = try TLSPair(server, try TLSContext(clientTrusting: nil))
        #expect(throws: Errno.self) { try pair.shakeHands() }
        #expect(pair.client.verificationFailure?.contains("unable to get") == true)
    }

    @Test func `a certificate that has ended is refused`() throws {
        let old = try certificates.make("ended", days: -1)
        let server = try TLSContext(
            serverWith: TLSIdentity(certificatePath: old.certificate, keyPath: old.key))
        let pair = try TLSPair(server, client)
        #expect(throws: Errno.self) { try pair.shakeHands() }
        #expect(pair.client.verificationFailure == "certificate has expired")
    }

    @Test func `plain HTTP is told apart from what is broken`() throws {
        for (text, reason) in [
            ("GET / HTTP/1.1\r\n\r\n", Errno.tlsNotSpoken), ("\u{16}nonsense....", .tlsFailed),
        ] {
            let ends = try SocketPair.make()
            let end = try TLSSession.serving(Socket(raw: ends[0]), with: server)
            let peer = Socket(raw: ends[1])
            #expect(write(peer.rawDescriptor, text, text.utf8.count) == text.utf8.count)
            #expect(throws: reason) { _ = try end.receive() }
        }
    }

    @Test func `client certificates are asked for, and demanded, as configured`() throws {
        let pair = try certificates.make("asking")
        let identity = TLSIdentity(certificatePath: pair.certificate, keyPath: pair.key)
        let own = try certificates.make("client")
        let others = try Certificates()
        let stranger = try others.make("stranger")
        func shakes(_ policy: TLSClientCertificates, _ shown: Certificates.Pair?) throws -> Bool {
            let server = try TLSContext(serverWith: identity, clientCertificates: policy)
            let client = try TLSContext(
                clientTrusting: certificates.authority,
                identity: shown.map {
                    TLSIdentity(certificatePath: $0.certificate, keyPath: $0.key)
                })
            let pair = try TLSPair(server, client)
            do {
                try pair.shakeHands()
                // The client is through before the server has judged (RFC 8446 §4.4.2.4).
                _ = try pair.client.send("x")
                return try pair.server.receive() == [UInt8(ascii: "x")]
            } catch {
                return false
            }
        }
        let authorities = certificates.authority
        #expect(try shakes(.none, nil))
        #expect(try shakes(.optional(authoritiesPath: authorities), nil))
        #expect(try shakes(.optional(authoritiesPath: authorities), own))
        #expect(try !shakes(.optional(authoritiesPath: authorities), stranger))
        #expect(try shakes(.required(authoritiesPath: authorities), own))
        #expect(try !shakes(.required(authoritiesPath: authorities), nil))
        #expect(try !shakes(.required(authoritiesPath: authorities), stranger))
    }
}
