/// Why some bytes are not a tar archive that is accepted here.
///
/// `offset` is that of the member's header, in bytes from the start of the archive.
package enum TarError: Error, Equatable {
    /// The bytes are gzip: the archive was compressed.
    case compressed
    /// A header's checksum is wrong, or a number or record in it is none.
    case malformed(offset: Int64)
    /// The archive ends before its end marker.
    case truncated(offset: Int64)
    /// Something follows the archive's end marker: another archive, perhaps.
    case trailing(offset: Int64)
    /// A link, device, FIFO, sparse file or anything else that is neither file nor directory.
    case refusedKind(path: String, kind: TarKind)
    case pathTooLong(offset: Int64, byteLimit: Int)
    /// An extended header (pax, GNU long name) is longer than allowed.
    case extensionTooLong(offset: Int64, byteLimit: Int)
    /// A path is not UTF-8.
    case notUnicode(offset: Int64)
}

/// What a tar archive can hold besides files and directories; all of it is refused.
package enum TarKind: Sendable, Equatable {
    case hardLink, symbolicLink, device, fifo, sparse
    /// A type that this reader does not know.
    case other(typeFlag: UInt8)
}

/// Bounds of what a tar reader keeps in memory.
package struct TarLimits: Sendable {
    package var pathByteCount: Int
    package var extensionByteCount: Int

    package init(pathByteCount: Int = 1024, extensionByteCount: Int = 64 * 1024) {
        self.pathByteCount = pathByteCount
        self.extensionByteCount = extensionByteCount
    }
}
