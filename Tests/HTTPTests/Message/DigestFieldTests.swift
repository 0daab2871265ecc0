import Codecs
import Testing

@testable import HTTP

struct DigestFieldTests {
    private let digest = Digest.of("hello".utf8)
    private let text = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="

    @Test func `a digest is written as RFC 9530 has it`() {
        #expect(DigestField.representation(digest) == Field("Repr-Digest", "sha-256=:\(text):"))
    }

    @Test func `the SHA-256 is found among others`() throws {
        for value in [
            "sha-256=:\(text):", " sha-256=:\(text): ", "sha-512=:AAAA:, sha-256=:\(text):",
            "sha-256=:\(text):;a=b, md5=:AA==:", "x, sha-256=:\(text):",
        ] {
            #expect(try DigestField.sha256(in: value) == digest)
        }
        for value in ["", "sha-512=:AAAA:", "SHA-256=:\(text):", "md5", "sha-2567=:\(text):"] {
            #expect(try DigestField.sha256(in: value) == nil)
        }
    }

    @Test func `a SHA-256 that cannot be read is not passed over`() {
        for value in [
            "sha-256", "sha-256=", "sha-256=\(text)", "sha-256=:\(text)", "sha-256=\(text):",
            "sha-256=::", "sha-256=:AAAA:", "sha-256=:\(text.dropLast()):", "sha-256=:\(text):x",
            "sha-256=\"\(text)\"", "sha-256=:\(text):, sha-256=:\(text):", "sha-256=: \(text):",
            "sha-256=:\(digest.hexadecimal):", "sha-256=?1",
            // More than anybody sends, and what is behind it is not looked at.
            String(repeating: "md5=:AA==:,", count: 65) + "sha-256=:\(text):",
        ] {
            #expect(throws: RequestError.malformedDigest) { try DigestField.sha256(in: value) }
        }
    }
}
