import Glibc
import Posix
import TLS
import TestSupport
import Testing

@testable import HTTP

/// Runs each test twice: over plain HTTP and over TLS.
struct EveryTransport: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    /// Whether servers of the test that runs speak TLS.
    @TaskLocal static var isSecure = false

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await function()
        guard testCase != nil else { return }
        try await EveryTransport.$isSecure.withValue(true) { try await function() }
    }
}

extension Trait where Self == EveryTransport {
    /// Over plain HTTP and over TLS: nothing but the bytes on the way differs.
    static var overEveryTransport: EveryTransport { EveryTransport() }
}

/// The two ends of TLS in the tests of this room.
enum TestTLS {
    static let server = Result {
        let certificates = try Certificates.shared.get()
        let pair = try certificates.make("http-tests")
        return try TLSContext(
            serverWith: TLSIdentity(certificatePath: pair.certificate, keyPath: pair.key))
    }
    static let client = Result {
        // OpenSSL writes to sockets as to files: a peer that has gone would end the process.
        signal(SIGPIPE, SIG_IGN)
        return try TLSContext(clientTrusting: try Certificates.shared.get().authority)
    }
}

extension Transport {
    /// Goes on with a handshake; true when it is over.
    func shakeHands() throws(Errno) -> Bool {
        switch self {
        case .plain: true
        case .secure(let session): try session.shakeHands()
        }
    }
}
