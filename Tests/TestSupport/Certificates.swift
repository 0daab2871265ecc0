/// An authority, and certificates of it, made by the `openssl` program when they are asked for: no
/// private key is kept with the sources.
package final class Certificates: Sendable {
    private let directory = TemporaryDirectory()

    /// PEM file of the authority itself.
    package var authority: String { "\(directory.path)/authority.pem" }

    package init() throws {
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", "\(directory.path)/authority.key", "-out", authority, "-days", "2",
            "-subj", "/CN=Test authority")
    }

    /// One for all tests of a process that need nothing special.
    package static let shared = Result { try Certificates() }

    /// A certificate and its key, as PEM files.
    package struct Pair: Sendable {
        package let certificate: String
        package let key: String
    }

    /// - Parameters:
    ///   - name: of the files; asked for again it is made anew.
    ///   - hosts: what it is for, as OpenSSL writes it.
    ///   - days: until it ends; negative for one that has.
    package func make(
        _ name: String, hosts: String = "DNS:localhost,IP:127.0.0.1", days: Int = 2
    ) throws -> Pair {
        let pair = Pair(
            certificate: "\(directory.path)/\(name).pem", key: "\(directory.path)/\(name).key")
        let request = "\(directory.path)/\(name).csr"
        try openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", pair.key, "-out", request, "-subj", "/CN=\(name)",
            "-addext", "subjectAltName=\(hosts)")
        try openssl(
            "x509", "-req", "-in", request, "-CA", authority,
            "-CAkey", "\(directory.path)/authority.key", "-CAcreateserial", "-days", "\(days)",
            "-copy_extensions", "copy", "-out", pair.certificate)
        return pair
    }

    private func openssl(_ arguments: String...) throws {
        _ = try Program.run("sh", ["-c", "exec openssl \"$@\" 2>&1", "sh"] + arguments, input: [])
    }
}
