package import Posix

/// Why certificates, keys or authorities cannot be used.
package enum TLSError: Error, Equatable {
    /// A file cannot be opened or read.
    case unreadable(path: String, Errno)
    /// A file holds no certificate in PEM form.
    case certificateMalformed(path: String)
    /// A file holds no private key in PEM form, or one under a passphrase.
    case keyMalformed(path: String)
    /// The key is not the one that the certificate is made for.
    case keyMismatch(certificate: String, key: String)
    /// Others than the owner and the group may read or write the key.
    case keyExposed(path: String)
    /// OpenSSL refuses what it should not; its words.
    case library(String)
}

extension TLSError: CustomStringConvertible {
    /// One or two sentences for an operator: what, and what to do.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "Cannot read \(path): \(reason)."
        case .certificateMalformed(let path):
            "\(path) holds no certificates in PEM form (-----BEGIN CERTIFICATE-----)."
        case .keyMalformed(let path):
            "\(path) holds no private key in PEM form without a passphrase. "
                + "`openssl pkey -in \(path)` takes a passphrase away."
        case .keyMismatch(let certificate, let key):
            "The key in \(key) does not belong to the certificate in \(certificate). "
                + "The first certificate in that file must be the server's own."
        case .keyExposed(let path):
            "Everybody on this machine may use the private key in \(path). "
                + "`chmod o-rwx \(path)` mends that."
        case .library(let words): "OpenSSL: \(words)."
        }
    }
}

extension Errno {
    /// The peer broke the rules of TLS, or one side refused the other.
    package static let tlsFailed = Errno(rawValue: 71)  // EPROTO
    /// The peer does not speak TLS but plain HTTP.
    package static let tlsNotSpoken = Errno(rawValue: 91)  // EPROTOTYPE
}
