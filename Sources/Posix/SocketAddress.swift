internal import Glibc

/// An address of the Internet Protocol, version 4 or 6, with a port.
package struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    private enum Host: Hashable {
        case version4(UInt32)
        case version6([UInt8])
    }
    private let host: Host
    package let port: UInt16

    /// - Parameter host: `127.0.0.1` or `::1`; names are not resolved.
    /// - Returns: nil when `host` is not a numeric address.
    package init?(host: String, port: UInt16) {
        var version4 = in_addr()
        var version6 = in6_addr()
        if inet_pton(AF_INET, host, &version4) == 1 {
            self.host = .version4(version4.s_addr)
        } else if inet_pton(AF_INET6, host, &version6) == 1 {
            self.host = .version6(withUnsafeBytes(of: version6) { Array($0) })
        } else {
            return nil
        }
        self.port = port
    }

    private init(host: Host, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// This machine only, version 4.
    package static func loopback(port: UInt16) -> SocketAddress {
        SocketAddress(host: .version4(UInt32(0x7F00_0001).bigEndian), port: port)
    }

    /// Whether only this machine can reach it.
    package var isLoopback: Bool {
        switch host {
        case .version4(let bits): UInt32(bigEndian: bits) >> 24 == 127
        case .version6(let bytes): bytes == Array(repeating: 0, count: 15) + [1]
        }
    }

    /// Whose it is, as far as addresses tell.
    package var network: SourceNetwork {
        switch host {
        case .version4(let bits): SourceNetwork(version4: bits)
        case .version6(let bytes): SourceNetwork(version6: bytes)
        }
    }

    /// `127.0.0.1:8080` or `[::1]:8080`.
    package var description: String {
        switch host {
        case .version4(let bits):
            withUnsafeBytes(of: bits) { bytes in
                "\(bytes[0]).\(bytes[1]).\(bytes[2]).\(bytes[3]):\(port)"
            }
        case .version6(let bytes): "[\(SocketAddress.version6Text(bytes))]:\(port)"
        }
    }

    private static func version6Text(_ bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count))
        return String(
            decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    var family: CInt {
        switch host {
        case .version4: AF_INET
        case .version6: AF_INET6
        }
    }

    /// Lends the address in the system's form.
    func withNative<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var storage = sockaddr_storage()
        return withUnsafeMutablePointer(to: &storage) { pointer in
            let raw = UnsafeMutableRawPointer(pointer)
            let count: Int
            switch host {
            case .version4(let bits):
                var native = sockaddr_in()
                native.sin_family = sa_family_t(AF_INET)
                native.sin_port = port.bigEndian
                native.sin_addr.s_addr = bits
                count = MemoryLayout<sockaddr_in>.size
                raw.storeBytes(of: native, as: sockaddr_in.self)
            case .version6(let address):
                var native = sockaddr_in6()
                native.sin6_family = sa_family_t(AF_INET6)
                native.sin6_port = port.bigEndian
                withUnsafeMutableBytes(of: &native.sin6_addr) { $0.copyBytes(from: address) }
                count = MemoryLayout<sockaddr_in6>.size
                raw.storeBytes(of: native, as: sockaddr_in6.self)
            }
            return body(raw.assumingMemoryBound(to: sockaddr.self), socklen_t(count))
        }
    }

    /// Reads the address that `fill` writes in the system's form; nil where `fill` fails or the
    /// family is another.
    static func reading(_ fill: (UnsafeMutableRawPointer, inout UInt32) -> CInt)
        -> (result: CInt, address: SocketAddress?)
    {
        var storage = sockaddr_storage()
        return withUnsafeMutablePointer(to: &storage) { pointer in
            let raw = UnsafeMutableRawPointer(pointer)
            var count = UInt32(MemoryLayout<sockaddr_storage>.size)
            let result = fill(raw, &count)
            guard result >= 0 else { return (result, nil) }
            switch CInt(pointer.pointee.ss_family) {
            case AF_INET:
                let native = raw.load(as: sockaddr_in.self)
                let host = Host.version4(native.sin_addr.s_addr)
                return (result, SocketAddress(host: host, port: UInt16(bigEndian: native.sin_port)))
            case AF_INET6:
                let native = raw.load(as: sockaddr_in6.self)
                let host = Host.version6(withUnsafeBytes(of: native.sin6_addr) { Array($0) })
                let port = UInt16(bigEndian: native.sin6_port)
                return (result, SocketAddress(host: host, port: port))
            default: return (result, nil)
            }
        }
    }
}
