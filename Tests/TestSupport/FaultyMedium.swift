import Glibc
package import Posix
import Synchronization

/// The disk, until call number N; and a record of what would survive a loss of power.
///
/// The record is the strictest reading of POSIX: bytes survive from the last sync of their file,
/// names from the last sync of their directory. Nothing is really synced: the power is only
/// played, and a disk takes its time.
package final class FaultyMedium: Medium {
    package enum Fault: Sendable, CaseIterable {
        /// The one call fails.
        case ioError, mediumFull
        /// The call and all after it fail: the process is as good as dead.
        case crash
        /// The one write does half of its work, and then the process dies.
        case tornWrite
    }

    private struct State {
        var armed: (fault: Fault, callNumber: Int)?
        var callCount = 0
        var pieceByteCount = Int.max
        var freeByteCount: Int64?
        var survivors = Survivors()
    }

    private let state: Mutex<State>
    private let disk = SystemMedium()

    package init() { state = Mutex(State()) }

    /// Counts calls from 1 from here on and lets number `callNumber` fail.
    package func arm(_ fault: Fault, atCall callNumber: Int) {
        state.withLock { state in
            state.armed = (fault, callNumber)
            state.callCount = 0
        }
    }

    /// Works again; tells how many calls were made since the arming.
    package func disarm() -> Int {
        state.withLock { state in
            state.armed = nil
            return state.callCount
        }
    }

    /// Reads and writes move at most so many bytes in a call.
    package func limitPieces(to byteCount: Int) { state.withLock { $0.pieceByteCount = byteCount } }

    /// So many bytes are free from here on, whatever the disk says.
    package func setFree(_ byteCount: Int64) { state.withLock { $0.freeByteCount = byteCount } }

    /// Lays out under `path` what survives when the power goes now.
    ///
    /// - Parameter names: Whether every name survives too, with or without the bytes.
    package func survive(from root: String, to path: String, withAllNames names: Bool) throws {
        let root = try inode(of: Directory(path: root))
        let survivors = state.withLock { $0.survivors }
        try survivors.write(directory: root, to: path, withAllNames: names)
    }

    // MARK: - Medium

    package func makeDirectory(_ name: String, in directory: Directory) throws(Errno) {
        try call()
        try disk.makeDirectory(name, in: directory)
        let made = inode(of: try disk.openDirectory(name, in: directory))
        state.withLock { state in
            state.survivors.add(
                name, made, isDirectory: true, to: inode(of: directory))
        }
    }

    package func openDirectory(_ name: String, in directory: Directory) throws(Errno) -> Directory {
        try call()
        return try disk.openDirectory(name, in: directory)
    }

    package func names(in directory: Directory) throws(Errno) -> [String] {
        try call()
        return try disk.names(in: directory)
    }

    package func sync(_ directory: Directory) throws(Errno) {
        try call()
        state.withLock { $0.survivors.syncDirectory(inode(of: directory)) }
    }

    package func freeByteCount(at directory: Directory) throws(Errno) -> Int64 {
        try call()
        if let byteCount = state.withLock({ $0.freeByteCount }) { return byteCount }
        return try disk.freeByteCount(at: directory)
    }

    package func openFile(
        _ name: String, in directory: Directory, access: FileAccess
    ) throws(Errno) -> File {
        try call()
        let file = try disk.openFile(name, in: directory, access: access)
        if case .create = access {
            let made = inode(of: file)
            state.withLock { state in
                state.survivors.add(
                    name, made, isDirectory: false, to: inode(of: directory))
            }
        }
        return file
    }

    package func rename(
        _ name: String, in directory: Directory, to newName: String, in target: Directory
    ) throws(Errno) {
        try call()
        try disk.rename(name, in: directory, to: newName, in: target)
        state.withLock { state in
            state.survivors.move(
                name, in: inode(of: directory), to: newName,
                in: inode(of: target))
        }
    }

    package func unlink(_ name: String, in directory: Directory) throws(Errno) {
        try call()
        try disk.unlink(name, in: directory)
        state.withLock { $0.survivors.remove(name, from: inode(of: directory)) }
    }

    package func read(
        into buffer: UnsafeMutableRawBufferPointer, from file: File, at offset: Int64
    ) throws(Errno) -> Int {
        try call()
        let limit = state.withLock { $0.pieceByteCount }
        return try disk.read(
            into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(limit)), from: file,
            at: offset)
    }

    package func write(
        _ bytes: UnsafeRawBufferPointer, to file: File, at offset: Int64
    ) throws(Errno) -> Int {
        do {
            try call()
        } catch {
            if state.withLock({ $0.armed?.fault == .tornWrite }) {
                let half = UnsafeRawBufferPointer(rebasing: bytes.prefix(bytes.count / 2))
                _ = try disk.write(half, to: file, at: offset)
            }
            throw error
        }
        let limit = state.withLock { $0.pieceByteCount }
        return try disk.write(
            UnsafeRawBufferPointer(rebasing: bytes.prefix(limit)), to: file, at: offset)
    }

    package func beginWriteback(of file: File, _ range: Range<Int64>) {}

    package func syncData(_ file: File) throws(Errno) { try sync(file) }

    package func sync(_ file: File) throws(Errno) {
        try call()
        let size = try disk.byteCount(of: file)
        let bytes = try disk.readUpTo(Int(size), from: file, at: 0)
        state.withLock { $0.survivors.syncFile(inode(of: file), bytes: bytes) }
    }

    package func byteCount(of file: File) throws(Errno) -> Int64 {
        try call()
        return try disk.byteCount(of: file)
    }

    private func call() throws(Errno) {
        let reason = state.withLock { state -> Errno? in
            state.callCount += 1
            guard let armed = state.armed else { return nil }
            let isHit = state.callCount == armed.callNumber
            return switch armed.fault {
            case .ioError: isHit ? .ioError : nil
            case .mediumFull: isHit ? .mediumFull : nil
            case .crash, .tornWrite: state.callCount >= armed.callNumber ? .ioError : nil
            }
        }
        if let reason { throw reason }
    }
}

private func inode(of file: File) -> UInt {
    withExtendedLifetime(file) { inode(ofDescriptor: file.rawDescriptor) }
}

private func inode(of directory: Directory) -> UInt {
    withExtendedLifetime(directory) { inode(ofDescriptor: directory.rawDescriptor) }
}

private func inode(ofDescriptor descriptor: CInt) -> UInt {
    var status = stat()
    precondition(fstat(descriptor, &status) == 0, "an open descriptor has a status")
    return status.st_ino
}
