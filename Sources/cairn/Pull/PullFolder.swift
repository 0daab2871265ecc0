import Codecs
import Glibc
import Posix

/// The folder that parts are written to, one at a time.
///
/// A part gets its name only when it is whole and has its digest: until then it is a hidden file,
/// which an error takes away again.
final class PullFolder {
    private let root: String
    private let overwrites: Bool
    private let draftPath: String
    private var draft: File?
    private var hasher = SHA256()
    private var madeFolder: Substring?

    init(root: String, overwrites: Bool) throws(Failure) {
        self.root = root
        self.overwrites = overwrites
        draftPath = "\(root)/.cairn-\(getpid()).partial"
        try PullFolder.makeFolders(root)
    }

    deinit {
        if draft != nil { unlink(draftPath) }
    }

    /// Begins a part.
    ///
    /// - Throws: ``Failure/exists(path:)`` when it is there and must not be overwritten.
    func begin(_ part: ExpectedPart) throws(Failure) {
        if !overwrites, (try? FolderListing.kind(of: path(of: part))) != nil {
            throw .exists(path: path(of: part))
        }
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC
        do throws(Errno) {
            let number = try Errno.check { open(draftPath, flags, 0o666) }
            draft = File(owning: FileDescriptor(owning: number))
        } catch {
            throw .inputOutput(path: draftPath, error)
        }
    }

    func write(_ bytes: [UInt8]) throws(Failure) {
        guard let draft else { preconditionFailure("bytes belong to a part that was begun") }
        hasher.update(bytes)
        var rest = bytes[...]
        do throws(Errno) {
            while !rest.isEmpty {
                let count = try Errno.check {
                    rest.withUnsafeBytes { buffer in  // unsafe: lent to write(2) for the call only
                        Glibc.write(draft.rawDescriptor, buffer.baseAddress, buffer.count)
                    }
                }
                rest = rest.dropFirst(count)
            }
        } catch {
            throw .inputOutput(path: draftPath, error)
        }
    }

    /// Gives a part that is whole its name.
    ///
    /// - Throws: ``Failure/corrupt(name:)`` when its bytes are not those that were promised.
    func end(_ part: ExpectedPart) throws(Failure) {
        guard hasher.finish() == part.digest else { throw .corrupt(name: part.path) }
        let path = path(of: part)
        let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        if folder != madeFolder {
            try PullFolder.makeFolders(String(folder))
            madeFolder = folder
        }
        do throws(Errno) {
            _ = try Errno.check { rename(draftPath, path) }
        } catch {
            throw .inputOutput(path: path, error)
        }
        draft = nil
    }

    private func path(of part: ExpectedPart) -> String { root + "/" + part.path }

    private static func makeFolders(_ path: String) throws(Failure) {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
            do throws(Errno) {
                _ = try Errno.check { mkdir(String(path[..<end]), 0o777) }
            } catch {
                if error != .exists { throw .inputOutput(path: String(path[..<end]), error) }
            }
        }
    }
}
