internal import COpenSSL
internal import Posix

/// What all TLS connections of one end share: identity, authorities and rules. Never changes.
///
/// TLS 1.2 and 1.3 (RFC 5246, RFC 8446), only suites with forward secrecy and authenticated
/// encryption, no renegotiation, no compression. Sessions are resumed by tickets, whose keys live
/// as long as the context: nothing is kept per client.
///
/// OpenSSL counts references to an SSL_CTX atomically and only reads it, once it is set up
/// (openssl-threads(7)); nothing here changes it after an initialiser.
package final class TLSContext: @unchecked Sendable {  // unsafe: see above; OpenSSL's own locks
    let pointer: OpaquePointer  // unsafe: an SSL_CTX, freed in deinit

    /// For a server.
    package convenience init(
        serverWith identity: TLSIdentity, clientCertificates: TLSClientCertificates = .none
    ) throws(TLSError) {
        self.init(owning: try TLSContext.make(TLS_server_method()))
        try use(identity)
        try ask(for: clientCertificates)
        copenssl_take_http1_only(pointer)
        // Tickets of one context are not taken for another purpose (RFC 5246 §7.4.1.2).
        _ = SSL_CTX_set_session_id_context(pointer, "cairn", 5)
    }

    /// For a client that trusts the authorities in a PEM file; nil for those of the system.
    package convenience init(
        clientTrusting authoritiesPath: String?, identity: TLSIdentity? = nil
    ) throws(TLSError) {
        self.init(owning: try TLSContext.make(TLS_client_method()))
        if let path = authoritiesPath {
            try TLSContext.checkReadable(path)
            guard SSL_CTX_load_verify_file(pointer, path) == 1 else {
                throw .certificateMalformed(path: path)
            }
        } else if SSL_CTX_set_default_verify_paths(pointer) != 1 {
            throw .library(TLSContext.lastWords())
        }
        if let identity { try use(identity) }
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
        _ = copenssl_offer_http1(pointer)
    }

    private init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { SSL_CTX_free(pointer) }

    /// When the own certificate ends, in seconds since 1970; nil without one.
    package var certificateEnd: Int64? {
        guard let certificate = SSL_CTX_get0_certificate(pointer),
            let end = X509_get0_notAfter(certificate)
        else { return nil }
        var (days, seconds): (CInt, CInt) = (0, 0)
        let epoch = ASN1_TIME_set(nil, 0)
        defer { ASN1_TIME_free(epoch) }
        guard ASN1_TIME_diff(&days, &seconds, epoch, end) == 1 else { return nil }
        return Int64(days) * 86_400 + Int64(seconds)
    }

    /// An SSL for a socket, which stays its owner's. To be freed by the caller.
    func makeSession(over descriptor: CInt) throws(TLSError) -> OpaquePointer {
        ERR_clear_error()
        guard let session = SSL_new(pointer) else { throw .library(TLSContext.lastWords()) }
        guard SSL_set_fd(session, descriptor) == 1 else {
            SSL_free(session)
            throw .library(TLSContext.lastWords())
        }
        return session
    }

    // AES with 128 bits first: as safe against all known attacks as 256, and cheaper for both ends.
    private static let suites13 =
        "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
    private static let suites12 =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE+AESGCM:ECDHE+CHACHA20"

    private static func make(_ method: OpaquePointer?) throws(TLSError) -> OpaquePointer {
        ERR_clear_error()
        guard let context = SSL_CTX_new(method) else { throw .library(lastWords()) }
        copenssl_disable_session_cache(context)
        copenssl_set_read_ahead(context)
        _ = SSL_CTX_set_options(context, copenssl_base_options())
        // A connection that rests gives its buffers back; a write that was stopped may come again
        // from another place.
        _ = copenssl_set_mode(
            context,
            Int(
                SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE
                    | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER))
        // OpenSSL would ask on the terminal for a passphrase.
        SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in 0 }
        guard copenssl_set_minimum_version(context, TLS1_2_VERSION) == 1,
            SSL_CTX_set_ciphersuites(context, suites13) == 1,
            SSL_CTX_set_cipher_list(context, suites12) == 1
        else {
            let words = lastWords()
            SSL_CTX_free(context)
            throw .library(words)
        }
        return context
    }

    private func use(_ identity: TLSIdentity) throws(TLSError) {
        let (certificate, key) = (identity.certificatePath, identity.keyPath)
        try TLSContext.checkReadable(certificate)
        guard SSL_CTX_use_certificate_chain_file(pointer, certificate) == 1 else {
            throw .certificateMalformed(path: certificate)
        }
        guard try TLSContext.checkReadable(key).isPrivate else { throw .keyExposed(path: key) }
        guard SSL_CTX_use_PrivateKey_file(pointer, key, SSL_FILETYPE_PEM) == 1 else {
            // A key of another kind than the certificate's is refused here already.
            let isMismatch = copenssl_reason(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH
            throw isMismatch
                ? .keyMismatch(certificate: certificate, key: key) : .keyMalformed(path: key)
        }
        guard SSL_CTX_check_private_key(pointer) == 1 else {
            throw .keyMismatch(certificate: certificate, key: key)
        }
    }

    private func ask(for certificates: TLSClientCertificates) throws(TLSError) {
        let path: String
        var mode = SSL_VERIFY_PEER
        switch certificates {
        case .none: return
        case .optional(let authoritiesPath): path = authoritiesPath
        case .required(let authoritiesPath):
            path = authoritiesPath
            mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT
        }
        try TLSContext.checkReadable(path)
        guard SSL_CTX_load_verify_file(pointer, path) == 1,
            let names = SSL_load_client_CA_file(path)
        else { throw .certificateMalformed(path: path) }
        SSL_CTX_set_client_CA_list(pointer, names)
        SSL_CTX_set_verify(pointer, mode, nil)
    }

    @discardableResult
    private static func checkReadable(_ path: String) throws(TLSError) -> PEMFile {
        ERR_clear_error()
        do throws(Errno) { return try PEMFile(path: path) } catch {
            throw .unreadable(path: path, error)
        }
    }

    /// What OpenSSL says about the last failure.
    static func lastWords() -> String {
        guard let words = ERR_reason_error_string(ERR_peek_last_error()) else { return "no reason" }
        return String(cString: words)
    }
}
