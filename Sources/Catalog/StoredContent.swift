import Blobs
package import Posix

/// Stored bytes of known length that can be read from any offset.
package protocol StoredContent: Sendable {
    var byteCount: Int64 { get }

    /// The bytes from `offset` on: at least one, not past the end. May wait for a disk.
    func region(at offset: Int64) throws -> StoredRegion

    /// The same if it can be told without waiting for a disk; nil says nothing.
    func regionAtHand(at offset: Int64) -> StoredRegion?
}

extension StoredContent {
    package func regionAtHand(at offset: Int64) -> StoredRegion? { nil }
}

/// A run of stored bytes that need not be in memory.
package enum StoredRegion: Sendable {
    case bytes([UInt8])
    case file(FileRegion)
    case zeros(Int64)
}

extension BlobRegion {
    /// The region from `offset` on, `byteCount` bytes of it.
    func slice(from offset: Int64, byteCount: Int64) -> StoredRegion {
        switch self {
        case .bytes(let bytes):
            .bytes(Array(bytes[Int(offset)..<Int(offset + byteCount)]))
        case .file(let region):
            .file(
                FileRegion(
                    file: region.file, offset: region.offset + offset, byteCount: byteCount))
        }
    }
}
