import Blobs
import Codecs
import Manifests
import Records
import SQL

/// Puts versions on top of a branch: the pages durably first, then the version with the branch in
/// one transaction.
struct BranchWriter {
    /// How often a version is made anew because others were faster.
    static let tryLimit = 8

    let storage: Storage
    let path: DatasetPath
    let branch: RefName
    /// The version that the caller knows as the branch's head, 0 for none; nil for any.
    let expected: Int?
    let createsDataset: Bool
    /// From before the first blob was looked up.
    let hold: IntakeHold

    /// What a version is made from and who made it.
    struct Origin {
        /// The branch's head that the version follows; nil for none.
        let head: Version?
        let message: String
        let author: String
        /// The number of the version that was merged into the head.
        var mergedParent: Int?
    }

    /// A version of which all is durable but its row.
    struct Draft {
        let manifest: Manifest
        let head: Version?
        /// Nil when nothing differs from the head.
        let commit: (digest: Digest, content: CommitObject)?
    }

    /// The branch's newest version; nil before its first.
    ///
    /// - Throws: ``CatalogError/refMissing(_:_:)``, ``CatalogError/refMoved(_:expected:current:)``.
    func head() throws -> Version? {
        let version = try storage.database.read { connection -> Version? in
            guard let dataset = try Datasets.row(of: path, in: connection) else {
                if createsDataset, branch == .main {
                    try Datasets.refuseDeleted(path, in: connection)
                    return nil
                }
                throw CatalogError.datasetMissing(path)
            }
            return try head(of: dataset, in: connection)
        }
        try check(version)
        return version
    }

    /// Writes the pages of a manifest and the version's commit object, durably.
    func write(
        _ changes: [SampleChange], onto base: Manifest?, _ origin: Origin
    ) throws -> Draft {
        var blobs = BlobIntake(storage, under: hold)
        let root = try ManifestBuilder.apply(changes, to: base) { digest, bytes in
            try blobs.add(bytes, digest: digest)
        }
        var commit: (Digest, CommitObject)?
        if root != origin.head?.digest || origin.mergedParent != nil {
            let content = CommitObject(
                path: path, branch: branch, number: try nextNumber(), digest: root,
                parent: origin.head?.number, mergedParent: origin.mergedParent,
                message: origin.message, author: origin.author, createdAt: storage.now())
            commit = (try blobs.add(content.bytes, as: .commitObject), content)
        }
        try blobs.flush()
        return Draft(
            manifest: try storage.manifest(root),
            head: origin.head, commit: commit)
    }

    /// Makes the draft the branch's head if nothing has changed since.
    ///
    /// - Parameter byteCount: of the samples that are new or changed; what counts against the
    ///   quota.
    /// - Returns: the version, which is the head itself when nothing differs; nil when somebody
    ///   else was faster.
    func append(_ draft: Draft, adding byteCount: Int64 = 0) throws -> Version? {
        guard let commit = draft.commit else { return draft.head }
        do {
            if let version = try insert(commit, draft, adding: byteCount) { return version }
        } catch let error as CatalogError {
            try withdraw(commit.digest)
            throw error
        }
        try withdraw(commit.digest)
        return nil
    }

    /// Of a version that was refused, or overtaken: nobody may take it for one that was made.
    private func withdraw(_ commitObject: Digest) throws {
        let isUsed = try storage.database.read { try CommitObjects.contains(commitObject, in: $0) }
        if !isUsed { try CommitObjects.withdraw([commitObject], from: storage) }
    }

    private func insert(
        _ commit: (digest: Digest, content: CommitObject), _ draft: Draft, adding byteCount: Int64
    ) throws -> Version? {
        let path = path
        let version = commit.content.version(of: draft.manifest)
        return try change(
            from: draft.head, at: version.createdAt, by: version.author
        ) { dataset, connection in
            guard try BranchWriter.nextNumber(of: dataset, in: connection) == version.number
            else { return nil }
            try Quotas.check(adding: byteCount, to: path.namespace, in: connection)
            try Datasets.insert(
                version, describedBy: commit.digest, adding: byteCount, to: dataset,
                in: connection)
            return version
        }
    }

    private func nextNumber() throws -> Int {
        try storage.database.read { connection in
            guard let dataset = try Datasets.row(of: path, in: connection) else { return 1 }
            return try BranchWriter.nextNumber(of: dataset, in: connection)
        }
    }

    private static func nextNumber(of dataset: Int64, in connection: SQLConnection) throws -> Int {
        try connection.first(
            "SELECT coalesce(max(number), 0) + 1 FROM version WHERE dataset = ?", dataset
        ) { $0.int(0) } ?? 1
    }

    /// Lets the branch stand for a version that is there already, if `head` still is its head.
    ///
    /// - Returns: false when somebody else was faster.
    func forward(to version: Version, after head: Version, author: String) throws -> Bool {
        try change(from: head, at: storage.now(), by: author) { _, _ in version } != nil
    }

    /// Lets the branch stand for what `body` gives, in one transaction with it.
    private func change(
        from head: Version?, at now: Timestamp, by author: String,
        _ body: @escaping @Sendable (Int64, SQLConnection) throws -> Version?
    ) throws -> Version? {
        let (writer, number) = (self, head?.number)
        return try storage.database.write { connection in
            let dataset =
                try writer.createsDataset
                ? Datasets.idOrNew(of: writer.path, at: now, in: connection)
                : Datasets.id(of: writer.path, in: connection)
            guard try writer.head(of: dataset, in: connection)?.number == number else {
                return nil
            }
            guard let version = try body(dataset, connection) else { return nil }
            if version.number != number {
                try Refs.set(
                    writer.branch, .branch, to: version.number, of: dataset, author: author,
                    at: now, in: connection)
            }
            return version
        }
    }

    private func head(of dataset: Int64, in connection: SQLConnection) throws -> Version? {
        guard let ref = try Refs.find(branch, of: dataset, in: connection) else {
            // The branch that every dataset has begins with its first version.
            if branch == .main { return nil }
            throw CatalogError.refMissing(path, branch)
        }
        guard ref.kind == .branch else { throw CatalogError.refExists(ref) }
        return ref.version
    }

    private func check(_ head: Version?) throws {
        guard let expected, expected != head?.number ?? 0 else { return }
        throw CatalogError.refMoved(branch, expected: expected, current: head)
    }
}
