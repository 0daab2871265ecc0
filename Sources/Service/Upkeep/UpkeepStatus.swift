package import Catalog
import Codecs
package import Records

/// What upkeep does now and has done since the daemon was started.
package struct UpkeepStatus: Sendable {
    package enum CollectionState: String, Sendable, CaseIterable {
        /// None has been made since the start.
        case none
        case running, done, failed
    }

    /// The newest collection, or the one that runs.
    package struct Collection: Sendable {
        package var state = CollectionState.none
        package var isDryRun = false
        package var beganAt: Timestamp?
        package var endedAt: Timestamp?
        package var progress: CollectionProgress?
        package var report: CollectionReport?
        package var failure: String?
    }

    package struct ScrubState: Sendable {
        package var isRunning = false
        /// When a scrub came to its end, also before this start.
        package var endedAt: Timestamp?
        /// Since the start, over all scrubs.
        package var report = Scrub.Report()
    }

    package var collection = Collection()
    package var scrub = ScrubState()
    /// When a collection that was no dry run came to its end, also before this start.
    package var collectedAt: Timestamp?
    /// Since the start: blobs whose rows are gone, and bytes that became free on the disk.
    package var removedBlobCount = 0
    package var freedByteCount: Int64 = 0
}

extension UpkeepStatus {
    var json: JSON {
        ["collection": collection.json, "collectedAt": collectedAt.json, "scrub": scrub.json]
    }
}

extension UpkeepStatus.Collection {
    fileprivate var json: JSON {
        [
            "state": .string(state.rawValue), "dryRun": .bool(isDryRun), "beganAt": beganAt.json,
            "endedAt": endedAt.json, "step": progress.map { .string($0.step.rawValue) } ?? .null,
            "done": progress.map { .number($0.doneCount) } ?? .null,
            "total": progress?.totalCount.map { .number($0) } ?? .null,
            "report": report?.json ?? .null, "failure": failure.map { .string($0) } ?? .null,
        ]
    }
}

extension UpkeepStatus.ScrubState {
    fileprivate var json: JSON {
        [
            "running": .bool(isRunning), "endedAt": endedAt.json, "checked": report.checked.json,
            "damaged": .number(report.damagedCount), "unreadable": .number(report.unreadableCount),
            "healed": .number(report.healedCount),
        ]
    }
}

extension CollectionReport {
    fileprivate var json: JSON {
        [
            "purgedDatasets": .number(purgedDatasetCount), "blobs": blobs.json,
            "unreferenced": unreferenced.json, "condemned": condemned.json,
            "absolved": absolved.json, "removed": removed.json, "removedFiles": removedFiles.json,
            "sparseSegments": sparseSegments.json, "moved": moved.json,
            "removedSegments": removedSegments.json, "heldByBackup": .bool(isHeldByBackup),
        ]
    }
}

extension Amount {
    fileprivate var json: JSON { ["count": .number(count), "bytes": .number(byteCount)] }
}

extension Timestamp? {
    fileprivate var json: JSON { map(\.json) ?? .null }
}
