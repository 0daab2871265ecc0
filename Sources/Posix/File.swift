internal import Glibc

/// An open regular file that several readers may share; closed when the last one lets go.
///
/// Reads and writes are positional, so sharing needs no lock.
package final class File: Sendable {
    private let descriptor: FileDescriptor

    package init(owning descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

    /// Valid while this object lives: for sendfile(2) and preadv2(2), never to be closed or stored.
    package var rawDescriptor: CInt { descriptor.rawValue }
}

/// A run of bytes in a file.
package struct FileRegion: Sendable {
    package let file: File
    /// Bytes from the start of the file.
    package let offset: Int64
    package let byteCount: Int64

    package init(file: File, offset: Int64, byteCount: Int64) {
        self.file = file
        self.offset = offset
        self.byteCount = byteCount
    }
}
