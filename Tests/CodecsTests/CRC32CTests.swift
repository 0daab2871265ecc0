import Testing

@testable import Codecs

struct CRC32CTests {
    /// RFC 3720 appendix B.4, and the check value of the CRC catalogue.
    static let vectors: [([UInt8], UInt32)] = [
        ([], 0), (Array("123456789".utf8), 0xE306_9283),
        ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
        ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
        (Array(0..<32), 0x46DD_794E), (Array((0..<32).reversed()), 0x113F_DB5C),
    ]

    @Test(arguments: vectors)
    func `the published vectors are met`(bytes: [UInt8], checksum: UInt32) {
        #expect(CRC32C.of(bytes) == checksum)
    }

    /// Method: bit by bit, as the polynomial is defined.
    @Test func `every length agrees with the definition`() {
        let bytes = (0..<80).map { UInt8(truncatingIfNeeded: $0 * 37 + 5) }
        for count in 0...bytes.count {
            var remainder: UInt32 = 0xFFFF_FFFF
            for byte in bytes.prefix(count) {
                remainder ^= UInt32(byte)
                for _ in 0..<8 {
                    let isOdd = remainder & 1 == 1
                    remainder = isOdd ? remainder >> 1 ^ 0x82F6_3B78 : remainder >> 1
                }
            }
            #expect(CRC32C.of(bytes[..<count]) == ~remainder)
            // What processors without the instruction do.
            #expect(bytes[..<count].withUnsafeBytes { CRC32C.byTables($0) } == ~remainder)
        }
    }

    @Test func `pieces give the checksum of the whole`() {
        let bytes = (0..<50).map { UInt8($0) }
        for cut in 0...bytes.count {
            let checksum = bytes[..<cut].withUnsafeBytes { first in
                bytes[cut...].withUnsafeBytes { CRC32C.of($0, after: CRC32C.of(first)) }
            }
            #expect(checksum == CRC32C.of(bytes))
        }
    }
}
