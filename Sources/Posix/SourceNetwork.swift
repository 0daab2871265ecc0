/// Who counts as one where connections and requests are counted by their origin.
///
/// An IPv4 address; of an IPv6 address the first 64 bits, because a subscriber is given at least
/// those whole (RFC 6177) and could come from 2⁶⁴ addresses otherwise. An IPv4 address that is
/// written as an IPv6 one (RFC 4291 §2.5.5.2) is the same as the plain one.
package struct SourceNetwork: Sendable, Hashable {
    private let bits: UInt64
    private let isVersion4: Bool

    private init(bits: UInt64, isVersion4: Bool) {
        self.bits = bits
        self.isVersion4 = isVersion4
    }

    /// - Parameter bits: as sockaddr_in has them.
    init(version4 bits: UInt32) { self.init(bits: UInt64(bits), isVersion4: true) }

    /// - Parameter bytes: the 16 of the address.
    init(version6 bytes: [UInt8]) {
        if bytes.prefix(12).elementsEqual(SourceNetwork.mappedPrefix) {
            self.init(
                version4: bytes.suffix(4).withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) })
        } else {
            self.init(
                bits: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }, isVersion4: false)
        }
    }

    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
}
