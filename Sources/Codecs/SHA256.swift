internal import COpenSSL

/// SHA-256 of bytes that arrive in pieces.
///
/// OpenSSL's EVP interface with one fetched algorithm: 1.6 GB/s a core from 4 KiB on, where the
/// one-shot call pays a look-up for each digest.
package struct SHA256: ~Copyable {
    private let context: OpaquePointer

    package init() {
        guard let context = EVP_MD_CTX_new(),
            EVP_DigestInit_ex2(context, Algorithm.sha256.pointer, nil) == 1
        else { preconditionFailure("OpenSSL has no memory for a digest, or no SHA-256") }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Takes the next bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Takes the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            preconditionFailure("a digest that was begun takes bytes until it is finished")
        }
    }

    /// The digest of all bytes taken; the hasher then starts over.
    package mutating func finish() -> Digest {
        var bytes = [UInt8](repeating: 0, count: Digest.byteCount)
        guard EVP_DigestFinal_ex(context, &bytes, nil) == 1,
            EVP_DigestInit_ex2(context, Algorithm.sha256.pointer, nil) == 1,
            let digest = Digest(bytes: bytes)
        else { preconditionFailure("a digest that was begun can be finished") }
        return digest
    }

    /// The fetched algorithm, shared by all threads; OpenSSL counts its references itself.
    private struct Algorithm: @unchecked Sendable {  // immutable after the fetch
        let pointer: OpaquePointer?
        static let sha256 = Algorithm(pointer: EVP_MD_fetch(nil, "SHA256", nil))
    }
}
