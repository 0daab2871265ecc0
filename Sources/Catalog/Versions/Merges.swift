package import Manifests
package import Records
import SQL

/// Merges and reverts: versions made of two others since a third.
package struct Merges: Sendable {
    let storage: Storage

    package init(_ storage: Storage) { self.storage = storage }

    /// What somebody wants of the branch.
    package struct Request: Sendable {
        package let path: DatasetPath
        package let branch: RefName
        /// The number of the branch's head that the caller knows; nil for any.
        package let expected: Int?
        /// Settles conflicts; without it they are an error.
        package let preferred: ThreeWayMerge.Side?
        package let message: String
        package let author: String

        package init(
            path: DatasetPath, branch: RefName, expected: Int?, preferred: ThreeWayMerge.Side?,
            message: String, author: String
        ) {
            self.path = path
            self.branch = branch
            self.expected = expected
            self.preferred = preferred
            self.message = message
            self.author = author
        }
    }

    package enum Outcome: String, Sendable, CaseIterable {
        /// A new version has the changes of both.
        case merged
        /// The branch stands for the other's version now: it had nothing of its own.
        case forwarded
        /// There is nothing that the branch does not have.
        case unchanged
    }

    package struct Result: Sendable {
        /// The branch's head.
        package let version: Version
        package let outcome: Outcome
        /// Samples that differ from the branch's head before.
        package let changeCount: Int
    }

    /// Brings what a version has, and the branch does not, into the branch.
    ///
    /// - Throws: ``CatalogError/mergeConflicts(_:count:)``; nothing is changed then.
    package func merge(_ source: VersionReference, _ request: Request) throws -> Result {
        let datasets = Datasets(storage)
        let from = try datasets.version(source, of: request.path)
        return try apply(request) { writer, head in
            let base = try commonAncestor(of: from, head, in: request.path)
            if base.number == from.number {
                return Result(version: head, outcome: .unchanged, changeCount: 0)
            }
            if base.number == head.number {
                let isForwarded = try writer.forward(
                    to: from, after: head, author: request.author)
                return isForwarded
                    ? Result(
                        version: from, outcome: .forwarded,
                        changeCount: try count(from: head, to: from)) : nil
            }
            return try combine(from, since: base, onto: head, writer, request, merging: from.number)
        }
    }

    /// Takes back what a version has changed of the one that it was made from.
    ///
    /// - Throws: ``CatalogError/mergeConflicts(_:count:)`` where what it changed was changed again,
    ///   ``CatalogError/nothingBefore(_:)``; nothing is changed then.
    package func revert(_ reverted: VersionReference, _ request: Request) throws -> Result {
        let datasets = Datasets(storage)
        let version = try datasets.version(reverted, of: request.path)
        guard let parent = version.parent else {
            throw CatalogError.nothingBefore(version.number)
        }
        let before = try datasets.version(.number(parent), of: request.path)
        return try apply(request) { writer, head in
            try combine(before, since: version, onto: head, writer, request, merging: nil)
        }
    }

    /// Tries again while others are faster.
    private func apply(
        _ request: Request, _ body: (BranchWriter, Version) throws -> Result?
    ) throws -> Result {
        let writer = BranchWriter(
            storage: storage, path: request.path, branch: request.branch,
            expected: request.expected, createsDataset: false, hold: storage.intakes.begin())
        return try storage.commitLocks.withLock(of: request.path) {
            for _ in 0..<BranchWriter.tryLimit {
                guard let head = try writer.head() else {
                    throw CatalogError.versionMissing(request.path, .latest)
                }
                if let result = try body(writer, head) { return result }
            }
            throw CatalogError.commitOvertaken(tries: BranchWriter.tryLimit)
        }
    }

    private func combine(
        _ from: Version, since base: Version, onto head: Version, _ writer: BranchWriter,
        _ request: Request, merging mergedParent: Int?
    ) throws -> Result? {
        let datasets = Datasets(storage)
        let into = try datasets.manifest(of: head)
        let merge = try ThreeWayMerge(
            of: datasets.manifest(of: from), since: datasets.manifest(of: base), into: into,
            preferring: request.preferred, changeLimit: CommitDraft.sampleLimit)
        guard let merge else {
            throw CatalogError.commitTooLarge(sampleLimit: CommitDraft.sampleLimit)
        }
        guard merge.conflictCount == 0 else {
            throw CatalogError.mergeConflicts(merge.conflicts, count: merge.conflictCount)
        }
        if merge.changes.isEmpty, mergedParent == nil {
            return Result(version: head, outcome: .unchanged, changeCount: 0)
        }
        let version = try writer.append(
            writer.write(
                merge.changes, onto: into,
                BranchWriter.Origin(
                    head: head, message: request.message, author: request.author,
                    mergedParent: mergedParent)))
        return version.map {
            Result(version: $0, outcome: .merged, changeCount: merge.changes.count)
        }
    }

    private func count(from old: Version, to new: Version) throws -> Int {
        let datasets = Datasets(storage)
        let counts = try DifferenceCounts(
            from: datasets.manifest(of: old), to: datasets.manifest(of: new))
        return counts.added + counts.changed + counts.removed
    }

    /// The newest version that both were made from, or one of them.
    private func commonAncestor(
        of first: Version, _ second: Version, in path: DatasetPath
    ) throws -> Version {
        let number = try storage.database.read { connection in
            try connection.first(
                """
                WITH RECURSIVE
                    \(Merges.ancestors("one", of: "?2")), \(Merges.ancestors("other", of: "?3"))
                SELECT max(number) FROM one WHERE number IN (SELECT number FROM other)
                """,
                try Datasets.id(of: path, in: connection), first.number, second.number
            ) { $0.optionalInt(0) } ?? nil
        }
        guard let number else { throw CatalogError.unrelated(first.number, second.number) }
        return try Datasets(storage).version(.number(number), of: path)
    }

    /// A table of a version of the dataset `?1` with all that it was made from.
    private static func ancestors(_ name: String, of number: String) -> String {
        let parents = ["parent", "merged_parent"].map { column in
            """
            UNION SELECT v.\(column) FROM \(name) JOIN version AS v
                ON v.dataset = ?1 AND v.number = \(name).number WHERE v.\(column) IS NOT NULL
            """
        }
        return "\(name) (number) AS (SELECT \(number) \(parents.joined(separator: " ")))"
    }
}
