internal import Glibc
internal import Posix

/// Where the daemon listens: a numeric address and a port.
///
/// Names are refused: what a name resolves to is not in the daemon's hands.
package struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// An IPv4 or IPv6 address in its numeric form, without brackets.
    package let host: String
    /// 0 lets the system choose a free port.
    package let port: UInt16

    /// Parses `127.0.0.1:8080` or `[::1]:8080`; nil for anything else.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard let port = UInt16(digits), String(port) == digits else { return nil }
        var host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.count > 2
        if isBracketed { host = host.dropFirst().dropLast() }
        guard Self.isNumeric(String(host), family: isBracketed ? AF_INET6 : AF_INET) else {
            return nil
        }
        self.host = String(host)
        self.port = port
    }

    /// 127.0.0.1: reachable from this machine only.
    package init(ipv4Loopback port: UInt16) {
        host = "127.0.0.1"
        self.port = port
    }

    /// Whether only this machine can reach it.
    var isLoopback: Bool { SocketAddress(host: host, port: port)?.isLoopback ?? false }

    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private static func isNumeric(_ host: String, family: CInt) -> Bool {
        var address = in6_addr()
        // A NUL would hide what follows it from the C function.
        return !host.utf8.contains(0) && inet_pton(family, host, &address) == 1
    }
}
