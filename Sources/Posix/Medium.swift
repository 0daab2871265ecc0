/// Every call by which a store touches the disk: the one place where tests let it fail.
///
/// The meaning of each call is that of the same name in ``File`` or ``Directory``.
package protocol Medium: Sendable {
    func makeDirectory(_ name: String, in directory: Directory) throws(Errno)
    func openDirectory(_ name: String, in directory: Directory) throws(Errno) -> Directory
    func names(in directory: Directory) throws(Errno) -> [String]
    func sync(_ directory: Directory) throws(Errno)
    func freeByteCount(at directory: Directory) throws(Errno) -> Int64

    func openFile(
        _ name: String, in directory: Directory, access: FileAccess
    ) throws(Errno) -> File
    func rename(
        _ name: String, in directory: Directory, to newName: String, in target: Directory
    ) throws(Errno)
    func unlink(_ name: String, in directory: Directory) throws(Errno)

    func read(
        into buffer: UnsafeMutableRawBufferPointer, from file: File, at offset: Int64
    ) throws(Errno) -> Int
    func write(
        _ bytes: UnsafeRawBufferPointer, to file: File, at offset: Int64
    ) throws(Errno) -> Int
    /// A hint: what is synced later is on its way by then.
    func beginWriteback(of file: File, _ range: Range<Int64>)
    func syncData(_ file: File) throws(Errno)
    func sync(_ file: File) throws(Errno)
    func byteCount(of file: File) throws(Errno) -> Int64
}

extension Medium {
    /// Writes all of `bytes`, in as many calls as that takes.
    package func writeAll(_ bytes: [UInt8], to file: File, at offset: Int64) throws(Errno) {
        try bytes.span.bytes.withUnsafeBytes { buffer throws(Errno) in
            var done = 0
            while done < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
                let count = try write(rest, to: file, at: offset + Int64(done))
                // A disk that takes nothing and gives no reason would keep this going for ever.
                if count == 0 { throw .ioError }
                done += count
            }
        }
    }

    /// Reads into a range of `bytes` until it is full or the file ends; returns how many came.
    ///
    /// - Parameter range: within `bytes`.
    package func read(
        into bytes: inout [UInt8], _ range: Range<Int>, from file: File, at offset: Int64
    ) throws(Errno) -> Int {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= bytes.count, "nothing is read past the end"
        )
        var span = bytes.mutableSpan
        return try span.withUnsafeMutableBytes { buffer throws(Errno) -> Int in
            var done = 0
            while done < range.count {
                let rest = UnsafeMutableRawBufferPointer(
                    rebasing: buffer[range.lowerBound + done..<range.upperBound])
                let count = try read(into: rest, from: file, at: offset + Int64(done))
                if count == 0 { break }
                done += count
            }
            return done
        }
    }

    /// Reads `byteCount` bytes, or fewer when the file ends before.
    package func readUpTo(
        _ byteCount: Int, from file: File, at offset: Int64
    ) throws(Errno) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        let doneCount = try read(into: &bytes, 0..<byteCount, from: file, at: offset)
        bytes.removeSubrange(doneCount...)
        return bytes
    }
}

/// The disk itself.
package struct SystemMedium: Medium {
    package init() {}

    package func makeDirectory(_ name: String, in directory: Directory) throws(Errno) {
        try directory.makeDirectory(name)
    }

    package func openDirectory(
        _ name: String, in directory: Directory
    ) throws(Errno) -> Directory {
        try directory.openDirectory(name)
    }

    package func names(in directory: Directory) throws(Errno) -> [String] {
        try directory.names()
    }

    package func sync(_ directory: Directory) throws(Errno) { try directory.sync() }

    package func freeByteCount(at directory: Directory) throws(Errno) -> Int64 {
        try directory.freeByteCount()
    }

    package func openFile(
        _ name: String, in directory: Directory, access: FileAccess
    ) throws(Errno) -> File {
        try directory.openFile(name, access: access)
    }

    package func rename(
        _ name: String, in directory: Directory, to newName: String, in target: Directory
    ) throws(Errno) {
        try directory.rename(name, to: newName, in: target)
    }

    package func unlink(_ name: String, in directory: Directory) throws(Errno) {
        try directory.unlink(name)
    }

    package func read(
        into buffer: UnsafeMutableRawBufferPointer, from file: File, at offset: Int64
    ) throws(Errno) -> Int {
        try file.read(into: buffer, at: offset)
    }

    package func write(
        _ bytes: UnsafeRawBufferPointer, to file: File, at offset: Int64
    ) throws(Errno) -> Int {
        try file.write(bytes, at: offset)
    }

    package func beginWriteback(of file: File, _ range: Range<Int64>) {
        file.beginWriteback(of: range)
    }

    package func syncData(_ file: File) throws(Errno) { try file.syncData() }
    package func sync(_ file: File) throws(Errno) { try file.sync() }

    package func byteCount(of file: File) throws(Errno) -> Int64 { try file.byteCount() }
}
