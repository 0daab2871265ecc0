internal import Codecs
internal import Posix
internal import Synchronization

/// The directories under `blobs/`, one for each first two digits: 256 keep each one small.
///
/// Each is made with the first blob that needs it, and is durable before that blob's name is.
final class BlobDirectories: Sendable {
    private let root: Directory
    private let medium: any Medium
    private let gate: SyncGate
    /// Those whose own name is durable.
    private let durable: Mutex<Set<String>>

    init(root: Directory, medium: any Medium, gate: SyncGate) throws(Errno) {
        self.root = root
        self.medium = medium
        self.gate = gate
        let present = try medium.names(in: root)
        // An earlier run may have ended between making one and syncing it.
        try medium.sync(root)
        durable = Mutex(Set(present))
    }

    static func prefix(of digest: Digest) -> String { String(digest.hexadecimal.prefix(2)) }

    /// The names of all directories that are there, in order.
    func prefixes() throws(Errno) -> [String] { try medium.names(in: root) }

    func open(_ prefix: String) throws(Errno) -> Directory {
        try medium.openDirectory(prefix, in: root)
    }

    /// Opens the directories, after making those that are missing durably.
    func make(_ prefixes: Set<String>) throws(BlobError) -> [String: Directory] {
        let missing = durable.withLock { prefixes.subtracting($0) }.sorted()
        var directories: [String: Directory] = [:]
        do {
            // Another batch may have made one and not have synced it yet: then both sync.
            for prefix in missing { try StoreLayout.make(prefix, in: root, medium) }
            for prefix in prefixes.sorted() { directories[prefix] = try open(prefix) }
        } catch {
            throw BlobError(error)
        }
        if !missing.isEmpty {
            try gate.syncShared { () throws(Errno) in try medium.sync(root) }
            durable.withLock { $0.formUnion(missing) }
        }
        return directories
    }
}
