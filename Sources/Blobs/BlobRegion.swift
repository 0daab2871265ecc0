package import Posix

/// The bytes of a blob, or of a part of it, ready to be sent.
package enum BlobRegion: Sendable {
    /// To be sent by the kernel without a copy (sendfile(2)). Stays readable after a removal.
    case file(FileRegion)
    case bytes([UInt8])

    package var byteCount: Int64 {
        switch self {
        case .file(let region): region.byteCount
        case .bytes(let bytes): Int64(bytes.count)
        }
    }
}
