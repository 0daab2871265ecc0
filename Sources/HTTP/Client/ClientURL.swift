/// Where a server is: `http://host[:port][/prefix]`, or `https` (RFC 3986 §3, RFC 9110 §4.2).
package struct ClientURL: Sendable, Hashable, CustomStringConvertible {
    /// Whether TLS is spoken.
    package let isSecure: Bool
    /// A name or an address; an IPv6 address stands without its brackets.
    package let host: String
    package let port: UInt16
    /// What comes before every path: empty, or `/` and more without a `/` at its end.
    package let prefix: String

    /// - Throws: ``ClientURLError``; nothing is asked of the network.
    package init(_ text: String) throws(ClientURLError) {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .schemeMissing }
        let scheme = parts[0].lowercased()
        guard scheme == "http" || scheme == "https" else { throw .schemeUnsupported(scheme) }
        isSecure = scheme == "https"
        guard !parts[1].contains(where: { $0 == "?" || $0 == "#" }) else { throw .queryOrFragment }
        let authority = parts[1].prefix { $0 != "/" }
        guard !authority.contains("@") else { throw .userInformation }
        (host, port) = try ClientURL.split(authority, ClientURL.defaultPort(isSecure: isSecure))
        var path = parts[1].dropFirst(authority.count)
        while path.hasSuffix("/") { path.removeLast() }
        guard path.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else { throw .malformedPrefix }
        prefix = String(path)
    }

    /// Host and port as they stand in a `Host` field.
    package var authority: String {
        let literal = host.contains(":") ? "[\(host)]" : host
        return port == ClientURL.defaultPort(isSecure: isSecure) ? literal : "\(literal):\(port)"
    }

    package var description: String { "\(isSecure ? "https" : "http")://\(authority)\(prefix)" }

    private static func defaultPort(isSecure: Bool) -> UInt16 { isSecure ? 443 : 80 }

    private static func split(
        _ authority: Substring, _ defaultPort: UInt16
    ) throws(ClientURLError) -> (String, UInt16) {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .malformedHost }
            let host = authority[authority.index(after: authority.startIndex)..<end]
            guard host.contains(":"), host.utf8.allSatisfy(isAddressByte) else {
                throw .malformedHost
            }
            return (String(host), try port(authority[authority.index(after: end)...], defaultPort))
        }
        let host = authority.prefix { $0 != ":" }
        guard !host.isEmpty else { throw .hostMissing }
        guard host.utf8.count <= 253, host.utf8.allSatisfy(isNameByte) else { throw .malformedHost }
        return (String(host), try port(authority.dropFirst(host.count), defaultPort))
    }

    private static func port(
        _ text: Substring, _ defaultPort: UInt16
    ) throws(ClientURLError) -> UInt16 {
        guard !text.isEmpty else { return defaultPort }
        guard text.hasPrefix(":"), let port = UInt16(text.dropFirst()), port > 0 else {
            throw .malformedPort(String(text))
        }
        return port
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// Why a text does not say where a server is.
package enum ClientURLError: Error, Equatable {
    case schemeMissing
    /// Anything but `http` and `https`, in lower case.
    case schemeUnsupported(String)
    case hostMissing
    case malformedHost
    case malformedPort(String)
    case malformedPrefix
    /// `user@host`: a secret in a URL ends up in logs and process lists.
    case userInformation
    case queryOrFragment
}
