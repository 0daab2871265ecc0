internal import CShims

/// CRC-32C (Castagnoli; RFC 3720 appendix B.4): finds accidental damage, proves nothing.
///
/// By the processor's instruction where it has one; else sliced by eight (Kounavis and Berry,
/// 2005): eight table look-ups for eight bytes.
package enum CRC32C {
    /// The checksum of `bytes`.
    package static func of(_ bytes: [UInt8]) -> UInt32 { of(bytes[...]) }

    /// The checksum of `bytes`.
    package static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.withUnsafeBytes { of($0) }
    }

    /// The checksum of `bytes`, or of all bytes so far when `previous` is the checksum of those
    /// before them.
    package static func of(_ bytes: UnsafeRawBufferPointer, after previous: UInt32 = 0) -> UInt32 {
        guard hasInstruction else { return byTables(bytes, after: previous) }
        return ~cshims_crc32c(~previous, bytes.baseAddress, bytes.count)
    }

    private static let hasInstruction = cshims_has_crc32c()

    /// The same without the instruction.
    static func byTables(_ bytes: UnsafeRawBufferPointer, after previous: UInt32 = 0) -> UInt32 {
        let tables = tables
        var checksum = ~previous
        var offset = 0
        while offset + 8 <= bytes.count {
            let word = UInt64(
                littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            checksum = step(word ^ UInt64(checksum), tables)
            offset += 8
        }
        while offset < bytes.count {
            let index = Int(UInt8(truncatingIfNeeded: checksum) ^ bytes[offset])
            checksum = tables[index] ^ checksum >> 8
            offset += 1
        }
        return ~checksum
    }

    // The first byte of the word has seven bytes after it, so its table is the seventh.
    private static func step(_ word: UInt64, _ tables: [UInt32]) -> UInt32 {
        var result: UInt32 = 0
        for position in 0..<8 {
            let byte = Int(truncatingIfNeeded: word >> UInt64(8 * position)) & 0xFF
            result ^= tables[(7 - position) * 256 + byte]
        }
        return result
    }

    /// Eight tables of 256: entry `b` of table `k` is the checksum of byte `b` and `k` zero bytes.
    private static let tables: [UInt32] = {
        let polynomial: UInt32 = 0x82F6_3B78
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var remainder = UInt32(byte)
            for _ in 0..<8 {
                remainder = remainder & 1 == 1 ? remainder >> 1 ^ polynomial : remainder >> 1
            }
            tables[byte] = remainder
        }
        for index in 256..<tables.count {
            let previous = tables[index - 256]
            tables[index] = tables[Int(previous & 0xFF)] ^ previous >> 8
        }
        return tables
    }()
}
