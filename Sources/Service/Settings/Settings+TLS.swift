internal import Posix
package import TLS

extension Settings {
    /// Encryption, and who may connect.
    static let tlsSettings: [Setting] = [
        Setting(
            "tls-certificate", .optionalPath(\.tlsCertificate),
            "PEM file of the certificate to serve https with, its chain behind it; empty serves "
                + "plain HTTP.",
            because: "a certificate is made for a name, and only its owner has it", .atReload),
        Setting(
            "tls-key", .optionalPath(\.tlsKey),
            "PEM file of the certificate's private key, without a passphrase and closed to others.",
            because: "it belongs to the certificate", .atReload),
        Setting(
            "tls-client-certificates",
            .choice(\.tlsClientCertificates, ["none", "optional", "required"]),
            "Whether clients are asked for a certificate, and whether they must have one.",
            because: "tokens say who asks; a certificate keeps strangers off the port as well",
            .atReload),
        Setting(
            "tls-client-authorities", .optionalPath(\.tlsClientAuthorities),
            "PEM file of the authorities whose client certificates count.",
            because: "those of the system vouch for servers, not for clients of this one",
            .atReload),
        Setting(
            "tls-handshake-timeout-seconds", .seconds(\.tlsHandshakeTimeoutSeconds, 1...300),
            "Time from a connection to the end of its TLS handshake.",
            because: "it takes two round trips; slower is an attack or a broken client", .atReload),
        Setting(
            "allow-unencrypted", .boolean(\.allowUnencrypted),
            "Whether plain HTTP may be served on other addresses than those of the loopback "
                + "interface.",
            because: "tokens would cross a network in the clear; behind a proxy that speaks TLS, "
                + "or inside a container, they do not", .atStart),
    ]
}

extension TLSContext {
    /// What the settings say; nil where plain HTTP is served.
    package static func serving(_ settings: Settings) throws(TLSError) -> TLSContext? {
        guard !settings.tlsCertificate.isEmpty else { return nil }
        let authorities = settings.tlsClientAuthorities
        let certificates: TLSClientCertificates =
            switch settings.tlsClientCertificates {
            case "required": .required(authoritiesPath: authorities)
            case "optional": .optional(authoritiesPath: authorities)
            default: .none
            }
        return try TLSContext(
            serverWith: TLSIdentity(
                certificatePath: settings.tlsCertificate, keyPath: settings.tlsKey),
            clientCertificates: certificates)
    }
}

extension Settings {
    /// How clients on this machine reach a server that listens on `address`.
    func url(at address: SocketAddress) -> String {
        "\(tlsCertificate.isEmpty ? "http" : "https")://\(address)"
    }
}
