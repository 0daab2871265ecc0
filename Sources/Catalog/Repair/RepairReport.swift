/// What a repair has found.
package struct RepairReport: Sendable, Equatable {
    /// Rows of one table that the old index had.
    package struct Table: Sendable, Equatable {
        package let name: String
        package var takenCount = 0
        /// Rows that refer to something that is gone, or that no rule of the schema admits.
        package var refusedCount = 0
        /// Whether all of its rows could be read.
        package var isWhole = true
    }

    /// The name of the old index's file, in the data directory; nil when there was none.
    package internal(set) var oldIndex: String?
    /// Whether anything could be read of it.
    package internal(set) var isOldIndexReadable = false
    package internal(set) var blobCount = 0
    package internal(set) var blobByteCount: Int64 = 0
    /// Blobs whose bytes are damaged everywhere; they are in quarantine.
    package internal(set) var damagedBlobCount = 0
    /// Segments of which nothing can be read.
    package internal(set) var brokenSegments: [Int64] = []
    package internal(set) var tables: [Table] = []
    /// Annotations that the old index had numbers for, and no rows.
    package internal(set) var lostAnnotationCount: Int64 = 0
    /// Versions that only the store knew.
    package internal(set) var storedVersionCount = 0
    // What the new index has.
    package internal(set) var datasetCount = 0
    package internal(set) var versionCount = 0
    package internal(set) var annotationCount = 0

    /// Whether something is known to be gone: without an old index that can be read, nobody knows
    /// what it had beside the versions.
    package var hasLosses: Bool {
        !isOldIndexReadable || damagedBlobCount > 0 || !brokenSegments.isEmpty
            || lostAnnotationCount > 0
            || tables.contains { !$0.isWhole || $0.refusedCount > 0 }
    }
}
