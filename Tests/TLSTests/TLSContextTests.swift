import Glibc
import Posix
import TestSupport
import Testing

@testable import TLS

/// Certificates and keys, right and wrong.
struct TLSContextTests {
    private let certificates: Certificates

    init() throws { certificates = try Certificates.shared.get() }

    private func identity(_ certificate: String, _ key: String) -> TLSIdentity {
        TLSIdentity(certificatePath: certificate, keyPath: key)
    }

    private func fails(
        with error: TLSError, _ certificate: String, _ key: String,
        _ clients: TLSClientCertificates = .none
    ) {
        #expect(throws: error) {
            _ = try TLSContext(
                serverWith: identity(certificate, key), clientCertificates: clients)
        }
    }

    @Test func `a certificate says when it ends`() throws {
        let pair = try certificates.make("ends", days: 3)
        let context = try TLSContext(serverWith: identity(pair.certificate, pair.key))
        let end = try #require(context.certificateEnd)
        let days = Double(end - Int64(time(nil))) / 86_400
        #expect(days > 2.9 && days < 3.1)
    }

    @Test func `a missing file is named with its reason`() throws {
        let pair = try certificates.make("missing")
        fails(with: .unreadable(path: "/nowhere.pem", .missing), "/nowhere.pem", pair.key)
        fails(with: .unreadable(path: "/nowhere.key", .missing), pair.certificate, "/nowhere.key")
        fails(
            with: .unreadable(path: "/nowhere.ca", .missing), pair.certificate, pair.key,
            .required(authoritiesPath: "/nowhere.ca"))
    }

    @Test func `a file without PEM is named by what it should hold`() throws {
        let pair = try certificates.make("malformed")
        let other = try certificates.make("malformed-other")
        fails(with: .certificateMalformed(path: pair.key), pair.key, pair.key)
        chmod(pair.certificate, 0o600)
        fails(with: .keyMalformed(path: pair.certificate), other.certificate, pair.certificate)
        fails(
            with: .certificateMalformed(path: pair.key), pair.certificate, pair.key,
            .optional(authoritiesPath: pair.key))
    }

    @Test func `the key of another certificate is a mismatch`() throws {
        let (one, other) = (try certificates.make("one"), try certificates.make("other"))
        fails(
            with: .keyMismatch(certificate: one.certificate, key: other.key), one.certificate,
            other.key)
    }

    @Test(arguments: [(0o600, true), (0o640, true), (0o644, false), (0o602, false)])
    func `a key that everybody may use is refused`(mode: Int, isAccepted: Bool) throws {
        let pair = try certificates.make("mode-\(mode)")
        chmod(pair.key, mode_t(mode))
        let context = try? TLSContext(serverWith: identity(pair.certificate, pair.key))
        #expect((context != nil) == isAccepted)
        if !isAccepted { fails(with: .keyExposed(path: pair.key), pair.certificate, pair.key) }
    }

    @Test func `a key under a passphrase is refused and nobody is asked for it`() throws {
        let pair = try certificates.make("passphrase")
        let locked = pair.key + ".locked"
        _ = try Program.run(
            "openssl",
            ["pkey", "-in", pair.key, "-aes128", "-passout", "pass:secret", "-out", locked],
            input: [])
        chmod(locked, 0o600)
        fails(with: .keyMalformed(path: locked), pair.certificate, locked)
    }
}
