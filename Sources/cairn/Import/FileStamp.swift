import Glibc

/// What a file system tells of a file's content without reading it: where all of it is as before,
/// so is the content.
struct FileStamp: Equatable {
    let byteCount: Int64
    let inode: UInt64
    /// When its content changed, in nanoseconds since 1970; a program can set it.
    let modifiedAt: Int64
    /// When anything of it changed; nobody can set it.
    let changedAt: Int64

    init(_ status: stat) {
        byteCount = Int64(status.st_size)
        inode = UInt64(status.st_ino)
        modifiedAt = FileStamp.nanoseconds(status.st_mtim)
        changedAt = FileStamp.nanoseconds(status.st_ctim)
    }

    /// Appends the stamp of a file of this name, so that equal bytes are equal stamps.
    func append(to bytes: inout [UInt8], name: String) {
        bytes += name.utf8
        bytes.append(0)
        for number in [Int64(bitPattern: inode), byteCount, modifiedAt, changedAt] {
            withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
        }
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
