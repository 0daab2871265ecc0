/// How many of something there are, and how many bytes they have.
package struct Amount: Sendable, Equatable {
    package var count = 0
    package var byteCount: Int64 = 0

    package init() {}

    mutating func add(_ byteCount: Int64) {
        count += 1
        self.byteCount += byteCount
    }

    mutating func add(_ other: Amount) {
        count += other.count
        byteCount += other.byteCount
    }
}

/// What a collection has found and done; a dry run has only found it.
package struct CollectionReport: Sendable, Equatable {
    package let isDryRun: Bool
    /// Deleted datasets that are gone for good; of a dry run, that would go.
    package var purgedDatasetCount = 0
    /// All blobs that are there.
    package var blobs = Amount()
    /// Those of them that nothing refers to, condemned or not.
    package var unreferenced = Amount()
    /// Condemned now: they go after the grace period, if nobody asks for them until then.
    package var condemned = Amount()
    /// Condemned before and referred to again.
    package var absolved = Amount()
    /// Condemned long enough ago: their rows are gone, and what they had is no blob any more.
    package var removed = Amount()
    /// Files of single blobs that were removed.
    package var removedFiles = Amount()
    /// Segments of which too little was used.
    package var sparseSegments = Amount()
    /// Blobs that were copied out of segments of which little is still used.
    package var moved = Amount()
    /// Segments that were removed, and the bytes of their files.
    package var removedSegments = Amount()
    /// Whether files had to stay because a backup is made of them now: the next collection removes
    /// them.
    package var isHeldByBackup = false
}

/// How far a collection is.
package struct CollectionProgress: Sendable, Equatable {
    package enum Step: String, Sendable, CaseIterable {
        case purging, marking, sweeping, removing, compacting
    }

    package let step: Step
    /// Annotations, versions, blobs, files or bytes, by the step.
    package let doneCount: Int64
    /// Nil when it is not known.
    package let totalCount: Int64?
}

/// Why upkeep does not go on; nothing is lost, it begins anew later.
package enum UpkeepError: Error, Equatable {
    /// The daemon stops.
    case stopped
    /// A collection runs, and two never do.
    case collectionRunning
}
