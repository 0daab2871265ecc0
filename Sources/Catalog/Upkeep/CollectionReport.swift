/// How many of something there are, and how many bytes they have.
package struct ByteTally: Sendable, Equatable {
    package var count = 0
    package var byteCount: Int64 = 0

    package init() {}

    mutating func add(_ byteCount: Int64) {
        count += 1
        self.byteCount += byteCount
    }
}

/// What a collection has found and done; a dry run has only found it.
package struct CollectionReport: Sendable, Equatable {
    package let isDryRun: Bool
    /// All blobs that are there.
    package var blobs = ByteTally()
    /// Those of them that nothing refers to, condemned or not.
    package var unreferenced = ByteTally()
    /// Condemned now: they go after the grace period, if nobody asks for them until then.
    package var condemned = ByteTally()
    /// Condemned before and referred to again.
    package var absolved = ByteTally()
    /// Condemned long enough ago: their rows are gone, and what they had is no blob any more.
    package var removed = ByteTally()
    /// Files of single blobs that were removed.
    package var removedFiles = ByteTally()
    /// Segments of which too little was used.
    package var sparseSegments = ByteTally()
    /// Blobs that were copied out of segments of which little is still used.
    package var moved = ByteTally()
    /// Segments that were removed, and the bytes of their files.
    package var removedSegments = ByteTally()
    /// Whether files had to stay because a backup is made of them now: the next collection removes
    /// them.
    package var isHeldByBackup = false
}

/// How far a collection is.
package struct CollectionProgress: Sendable, Equatable {
    package enum Step: String, Sendable, CaseIterable {
        case marking, sweeping, compacting, removing
    }

    package let step: Step
    /// Versions, blobs, bytes or files, by the step.
    package let doneCount: Int64
    /// Nil when it is not known.
    package let totalCount: Int64?
}

/// Why there is no end of upkeep that was begun: nothing is lost, it goes on or begins anew later.
package enum UpkeepError: Error, Equatable {
    /// The daemon stops.
    case stopped
}
