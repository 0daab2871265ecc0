/// A certificate with its chain, and the private key that proves it: paths of PEM files.
package struct TLSIdentity: Sendable, Equatable {
    /// The own certificate first, then those that lead to an authority.
    package let certificatePath: String
    /// Without a passphrase; others than owner and group must have no right to it.
    package let keyPath: String

    package init(certificatePath: String, keyPath: String) {
        self.certificatePath = certificatePath
        self.keyPath = keyPath
    }
}

/// Whether those who connect must show a certificate, and whose certificates count.
package enum TLSClientCertificates: Sendable, Equatable {
    case none
    /// Asked for; one that is shown must be of an authority in the file.
    case optional(authoritiesPath: String)
    case required(authoritiesPath: String)
}
