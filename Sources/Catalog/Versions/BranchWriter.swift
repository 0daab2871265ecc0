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
        let message: String
        let author: String
        /// The number of the version that was merged into the head.
        var mergedParent: Int?
        /// Bytes of the samples that are new or changed; what counts against the quota.
        var addedByteCount: Int64 = 0
    }

    /// The branch's newest version; nil before its first.
    ///
    /// - Throws: ``CatalogError/refMissing(_:_:)``, ``CatalogError/refMoved(_:expected:current:)``.
    func head() throws -> Version? {
        let version = try storage.database.read { connection -> Version? in
            guard let dataset = try Datasets.row(of: path, in: connection) else {
                if createsDataset, branch == .main { return nil }
                throw CatalogError.datasetMissing(path)
            }
            return try head(of: dataset, in: connection)
        }
        try check(version)
        return version
    }

    /// Writes the pages of a manifest, durably, and returns it.
    func write(_ changes: [SampleChange], onto base: Manifest?) throws -> Manifest {
        var pages = BlobIntake(storage, under: hold)
        let root = try ManifestBuilder.apply(changes, to: base) { digest, bytes in
            try pages.add(bytes, digest: digest)
        }
        try pages.flush()
        return try Manifest(root: root, pages: StoredPages(storage: storage))
    }

    /// Makes the manifest the branch's head if `head` still is.
    ///
    /// - Returns: the version, which is `head` itself when nothing differs; nil when somebody else
    ///   was faster.
    func append(_ manifest: Manifest, after head: Version?, _ origin: Origin) throws -> Version? {
        let now = storage.now()
        let path = path
        return try change(from: head, at: now, by: origin.author) { dataset, connection in
            if let head, head.digest == manifest.root, origin.mergedParent == nil { return head }
            try Quotas.check(
                adding: origin.addedByteCount, to: path.namespace, in: connection)
            let last = try connection.first(
                "SELECT max(number) FROM version WHERE dataset = ?", dataset
            ) { $0.optionalInt(0) ?? 0 }
            let version = Version(
                number: (last ?? 0) + 1, digest: manifest.root, parent: head?.number,
                mergedParent: origin.mergedParent, sampleCount: manifest.sampleCount,
                byteCount: manifest.byteCount,
                splitCounts: manifest.splitCounts.map(SplitCount.init(split:sampleCount:)),
                message: origin.message, author: origin.author, createdAt: now)
            try Datasets.insert(
                version, adding: origin.addedByteCount, to: dataset, in: connection)
            return version
        }
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
        _ body: @escaping @Sendable (Int64, SQLConnection) throws -> Version
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
            let version = try body(dataset, connection)
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
