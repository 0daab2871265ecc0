internal import CShims
internal import Glibc

/// How a file is opened (open(2)).
package enum FileAccess: Sendable {
    /// For reading; it must be there.
    case read
    /// For reading and writing; it must be there.
    case readAndWrite
    /// A new file for reading and writing; nothing of that name may be there.
    case create
    /// For reading and writing; made when nothing is there.
    case readAndWriteOrCreate

    var flags: CInt {
        // A symbolic link in the last place is never followed: names are ours, links are not.
        let always = O_CLOEXEC | O_NOFOLLOW
        return switch self {
        case .read: always | O_RDONLY
        case .readAndWrite: always | O_RDWR
        case .create: always | O_RDWR | O_CREAT | O_EXCL
        case .readAndWriteOrCreate: always | O_RDWR | O_CREAT
        }
    }
}

/// An open regular file that several readers may share; closed when the last one lets go.
///
/// Reads and writes are positional, so sharing needs no lock.
package final class File: Sendable {
    /// Nobody but the owner of the daemon reads what it stores.
    static let mode: mode_t = 0o600

    private let descriptor: FileDescriptor

    package init(owning descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

    /// Opens the file at `path`, relative to the working directory.
    package convenience init(path: String, access: FileAccess) throws(Errno) {
        let raw = try Errno.check { open(path, access.flags, File.mode) }
        self.init(owning: FileDescriptor(owning: raw))
    }

    /// For sendfile(2) and preadv2(2), never to be closed or stored. Valid while this object
    /// lives, so hold the object across the call (`withExtendedLifetime`): the compiler may let
    /// go of it after its last use, which is the reading of this number.
    package var rawDescriptor: CInt { descriptor.rawValue }

    /// Reads at `offset` (bytes from the start) and returns how many bytes came: 0 at the end of
    /// the file, and sometimes fewer than there are.
    package func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
    ) throws(Errno) -> Int {
        try Errno.check { pread(rawDescriptor, buffer.baseAddress, buffer.count, Int(offset)) }
    }

    /// Writes at `offset` (bytes from the start) and returns how many bytes were taken, sometimes
    /// fewer than given. Not durable before a sync.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(Errno) -> Int {
        try Errno.check { pwrite(rawDescriptor, bytes.baseAddress, bytes.count, Int(offset)) }
    }

    /// Lets the system begin to write bytes to the disk, so that a sync which comes later has less
    /// to wait for. Makes nothing durable (sync_file_range(2)); what cannot be written is told by
    /// the sync.
    package func beginWriteback(of range: Range<Int64>) {
        _ = cshims_begin_writeback(rawDescriptor, range.lowerBound, Int64(range.count))
    }

    /// Makes the bytes and the size durable. After an error nothing is known, and calling again
    /// proves nothing: the kernel may have dropped what it could not write.
    package func syncData() throws(Errno) { _ = try Errno.check { fdatasync(rawDescriptor) } }

    /// Makes the bytes and everything about the file durable, as ``syncData()`` does.
    package func sync() throws(Errno) { _ = try Errno.check { fsync(rawDescriptor) } }

    /// Cuts the file, or fills it with zeros, to `byteCount`.
    package func truncate(to byteCount: Int64) throws(Errno) {
        _ = try Errno.check { ftruncate(rawDescriptor, Int(byteCount)) }
    }

    /// The size now.
    package func byteCount() throws(Errno) -> Int64 {
        var status = stat()
        _ = try Errno.check { fstat(rawDescriptor, &status) }
        return Int64(status.st_size)
    }
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
