import Glibc
import Posix

/// A file that is read from its beginning to its end.
final class InputFile {
    let path: String
    /// What it holds as of its opening; nil for a pipe or a terminal.
    let byteCount: Int64?
    private let descriptor: FileDescriptor

    /// - Parameter followsLinks: false refuses a path whose last name is a symbolic link.
    init(path: String, followsLinks: Bool = true) throws(Failure) {
        self.path = path
        do throws(Errno) {
            let flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | (followsLinks ? 0 : O_NOFOLLOW)
            let number = try Errno.check { Glibc.open(path, flags) }
            descriptor = FileDescriptor(owning: number)
            var status = stat()
            _ = try Errno.check { fstat(number, &status) }
            guard status.st_mode & S_IFMT != S_IFDIR else { throw Errno(rawValue: EISDIR) }
            byteCount = status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : nil
        } catch {
            throw error == .missing ? .noInput(path: path) : .inputOutput(path: path, error)
        }
    }

    /// The next bytes, at most so many; empty at the end.
    func next(byteLimit: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        _ = try append(to: &bytes, byteLimit: byteLimit)
        return bytes
    }

    /// Appends the next bytes, at most so many, and returns how many; 0 at the end.
    func append(to bytes: inout [UInt8], byteLimit: Int) throws(Failure) -> Int {
        let start = bytes.count
        bytes += repeatElement(0, count: byteLimit)
        let count: Int
        do throws(Errno) {
            count = try Errno.check {
                bytes.withUnsafeMutableBytes { buffer in  // unsafe: lent to read(2) for the call
                    let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
                    return Glibc.read(descriptor.rawValue, rest.baseAddress, rest.count)
                }
            }
        } catch {
            throw .inputOutput(path: path, error)
        }
        bytes.removeLast(byteLimit - count)
        return count
    }

    /// All that is left, which must not be longer than so many bytes.
    func read(byteLimit: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let pieceLimit = min(ImportPiece.byteCount, byteLimit + 1 - bytes.count)
            if try append(to: &bytes, byteLimit: pieceLimit) == 0 { return bytes }
            guard bytes.count <= byteLimit else {
                throw .badInput(
                    source: path, reason: "longer than \(Quantity.bytes(Int64(byteLimit)))")
            }
        }
    }
}
