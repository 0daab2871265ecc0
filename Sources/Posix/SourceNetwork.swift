/// Who counts as one where connections and requests are counted by their origin.
///
/// An IPv4 address; of an IPv6 address the first 64 bits, because a subscriber is given at least
/// those whole (RFC 6177) and could come from 2⁶⁴ addresses otherwise. An IPv4 address that is
/// written as an IPv6 one (RFC 4291 §2.5.5.2) is the same as the plain one.
package struct SourceNetwork: Sendable, Hashable {
    // One word, because every connection has one: an IPv4 address stands behind a prefix of
    // multicast addresses, from which nothing ever comes.
    private let bits: UInt64

    private init(bits: UInt64) { self.bits = bits }

    /// - Parameter bits: as sockaddr_in has them.
    init(version4 bits: UInt32) { self.init(bits: 0xFFFF_FFFF_0000_0000 | UInt64(bits)) }

    /// - Parameter bytes: the 16 of the address.
    init(version6 bytes: [UInt8]) {
        if bytes.prefix(12).elementsEqual(SourceNetwork.mappedPrefix) {
            self.init(
                version4: bytes.suffix(4).withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) })
        } else {
            self.init(bits: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
        }
    }

    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
}
