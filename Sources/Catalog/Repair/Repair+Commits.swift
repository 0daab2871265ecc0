import Blobs
import Codecs
import Manifests
import Records
import SQL

extension Repair {
    /// Of two with one number, the later first: the one before was overtaken.
    private var newestFirst: [CommitObject] {
        commits.sorted {
            ($0.path.description, $0.number, $1.createdAt)
                < ($1.path.description, $1.number, $0.createdAt)
        }
    }

    /// Lets branches that the index lacks stand for the newest of theirs.
    mutating func takeBranches() throws {
        for commit in newestFirst.reversed() { try putBranch(commit) }
    }

    /// Makes the versions that the index lacks and the store has commit objects of.
    mutating func takeVersions() throws {
        var known: Set<Digest> = []
        for commit in newestFirst {
            guard let manifest = try? storage.manifest(commit.digest),
                try hasPages(manifest, &known)
            else { continue }
            let counts = try? DifferenceCounts(from: parent(of: commit), to: manifest)
            if try insert(commit, manifest, adding: counts?.addedByteCount ?? 0) {
                report.storedVersionCount += 1
            }
        }
    }

    /// Whether all pages are there: they became durable in one batch with the commit object, which
    /// may be all that was written when the daemon ended.
    private func hasPages(_ manifest: Manifest, _ known: inout Set<Digest>) throws -> Bool {
        var isWhole = true
        do {
            try manifest.forEachPage { page in
                if !isWhole || known.contains(page) { return }
                let entry = try storage.database.read { try BlobIndex.entry(of: page, in: $0) }
                isWhole = entry.map { !$0.isQuarantined } ?? false
                if isWhole { known.insert(page) }
            }
        } catch is ManifestError, is BlobError, is CatalogError {
            return false
        }
        return isWhole
    }

    /// The manifest of the version that this one was made from; nil for the first, or when it
    /// cannot be read.
    private func parent(of commit: CommitObject) -> Manifest? {
        guard let parent = commit.parent else { return nil }
        let datasets = Datasets(storage)
        return try? datasets.manifest(of: datasets.version(.number(parent), of: commit.path))
    }

    /// - Returns: whether the version was missing.
    private func insert(
        _ commit: CommitObject, _ manifest: Manifest, adding byteCount: Int64
    ) throws -> Bool {
        try storage.database.write { connection in
            guard try !Repair.isPurged(commit, in: connection) else { return false }
            let dataset = try Repair.dataset(of: commit, in: connection)
            let number = VersionReference.number(commit.number)
            guard try Datasets.version(number, ofDataset: dataset, in: connection) == nil
            else { return false }
            try Datasets.insert(
                commit.version(of: manifest), describedBy: Digest.of(commit.bytes),
                adding: byteCount, to: dataset, in: connection)
            return true
        }
    }

    private func putBranch(_ commit: CommitObject) throws {
        try storage.database.write { connection in
            let number = VersionReference.number(commit.number)
            let branch = commit.branch ?? .main
            guard let dataset = try Repair.row(of: commit.path, in: connection),
                try Datasets.version(number, ofDataset: dataset, in: connection)?.digest
                    == commit.digest,
                try Refs.find(branch, of: dataset, in: connection) == nil
            else { return }
            try Refs.set(
                branch, .branch, to: commit.number, of: dataset, author: commit.author,
                at: commit.createdAt, in: connection)
        }
    }

    private static func dataset(
        of commit: CommitObject, in connection: SQLConnection
    ) throws -> Int64 {
        if let id = try row(of: commit.path, in: connection) { return id }
        return try Datasets.idOrNew(of: commit.path, at: commit.createdAt, in: connection)
    }

    /// Also of a dataset that is deleted and may come back.
    private static func row(
        of path: DatasetPath, in connection: SQLConnection
    ) throws -> Int64? {
        try connection.first(
            "SELECT id FROM dataset WHERE namespace = ? AND name = ?", path.namespace.text,
            path.name.text
        ) { $0.integer(0) }
    }

    /// Whether the dataset was deleted for good after the version was made.
    private static func isPurged(
        _ commit: CommitObject, in connection: SQLConnection
    ) throws -> Bool {
        try connection.first(
            "SELECT 1 FROM purge WHERE path = ? AND purged_at >= ?", commit.path.description,
            commit.createdAt.milliseconds
        ) { _ in true } ?? false
    }
}
