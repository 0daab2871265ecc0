package import Records
import SQL

/// How many bytes the datasets of a namespace may have.
///
/// A namespace uses what its versions have added: the bytes of the samples that are new or changed
/// in each, the same samples of two datasets twice. It is what somebody who commits can foresee,
/// and the same whoever stored the blobs first. Merges and reverts add nothing: what they bring was
/// counted where it was committed. A deleted dataset counts until it is purged.
package struct Quotas: Sendable {
    let storage: Storage

    package init(_ storage: Storage) { self.storage = storage }

    package struct Usage: Sendable, Hashable {
        package let namespace: NamespaceName
        package let datasetCount: Int
        package let usedByteCount: Int64
        /// Nil for no limit.
        package let limitByteCount: Int64?

        /// What may still be added; nil for any.
        var restByteCount: Int64? { limitByteCount.map { max(0, $0 - usedByteCount) } }
    }

    package func usage(of namespace: NamespaceName) throws -> Usage {
        try storage.database.read { try Quotas.usage(of: namespace, in: $0) }
    }

    /// What may still be added; nil for any.
    func restByteCount(of namespace: NamespaceName) throws -> Int64? {
        try storage.database.read { try Quotas.limitedUsage(of: namespace, in: $0)?.restByteCount }
    }

    /// - Parameter byteCount: nil for no limit. What is there already stays in any case.
    package func set(_ byteCount: Int64?, of namespace: NamespaceName) throws -> Usage {
        try storage.database.write { connection in
            if let byteCount {
                try connection.run(
                    "INSERT OR REPLACE INTO quota (namespace, byte_limit) VALUES (?, ?)",
                    namespace.text, byteCount)
            } else {
                try connection.run("DELETE FROM quota WHERE namespace = ?", namespace.text)
            }
            return try Quotas.usage(of: namespace, in: connection)
        }
    }

    /// - Throws: ``CatalogError/quotaExceeded(_:adding:)`` when so much more is too much.
    static func check(
        adding byteCount: Int64, to namespace: NamespaceName, in connection: SQLConnection
    ) throws {
        guard byteCount > 0, let usage = try limitedUsage(of: namespace, in: connection),
            let rest = usage.restByteCount, byteCount > rest
        else { return }
        throw CatalogError.quotaExceeded(usage, adding: byteCount)
    }

    /// The usage of a namespace that has a quota; most have none, and pay for no sum.
    private static func limitedUsage(
        of namespace: NamespaceName, in connection: SQLConnection
    ) throws -> Usage? {
        guard try limit(of: namespace, in: connection) != nil else { return nil }
        return try usage(of: namespace, in: connection)
    }

    private static func limit(
        of namespace: NamespaceName, in connection: SQLConnection
    ) throws -> Int64? {
        try connection.first(
            "SELECT byte_limit FROM quota WHERE namespace = ?", namespace.text
        ) { $0.integer(0) }
    }

    private static func usage(
        of namespace: NamespaceName, in connection: SQLConnection
    ) throws -> Usage {
        let (datasetCount, usedByteCount) =
            try connection.first(
                """
                SELECT count(DISTINCT d.id), coalesce(sum(v.added_byte_count), 0)
                FROM dataset AS d LEFT JOIN version AS v ON v.dataset = d.id
                WHERE d.namespace = ?
                """, namespace.text
            ) { ($0.int(0), $0.integer(1)) } ?? (0, 0)
        return Usage(
            namespace: namespace, datasetCount: datasetCount, usedByteCount: usedByteCount,
            limitByteCount: try limit(of: namespace, in: connection))
    }
}
