import Catalog
import HTTP
import Logging
import Posix
import Records

/// What the upkeep's thread does, one step after the other.
struct UpkeepThread {
    /// What was read between two notes of a scrub's place is read again after a crash.
    private static let secondsBetweenNotes = 30
    /// After a failure, which the log tells: a disk or an index that cannot be read now.
    private static let secondsAfterFailure: Int64 = 60

    private let upkeep: Upkeep
    private let directory: DataDirectory
    private var times: UpkeepSchedule.Times
    private var scrub: Scrub?
    private var secondsSinceNote = 0
    /// What scrubs before this one have found since the start.
    private var earlier = Scrub.Report()
    private var random = SystemRandomNumberGenerator()

    private var storage: Storage { directory.storage }

    init(_ upkeep: Upkeep, _ directory: DataDirectory, _ times: UpkeepSchedule.Times) {
        self.upkeep = upkeep
        self.directory = directory
        self.times = times
    }

    mutating func serve() {
        completeCommitObjects()
        while !upkeep.isStopping {
            if let isDryRun = upkeep.takeWanted() {
                collect(isDryRun: isDryRun)
                continue
            }
            switch upkeep.schedule.duty(at: storage.now(), times) {
            case .collect: collect(isDryRun: false)
            case .scrub: scrubForASecond()
            case .rest(let seconds): upkeep.pause(milliseconds: seconds * 1000)
            }
        }
        // A place that is not kept costs another reading, no more.
        try? scrub?.save()
    }

    /// Once after an update from a program that kept no commit objects.
    private func completeCommitObjects() {
        do {
            let count = try CommitObjects.complete(storage)
            guard count > 0 else { return }
            upkeep.logger.info("versions have got commit objects", metadata: ["count": "\(count)"])
        } catch {
            upkeep.logger.error(
                "some versions have no commit objects yet", metadata: ["reason": "\(error)"])
        }
    }

    // MARK: Collections

    private mutating func collect(isDryRun: Bool) {
        let beganAt = storage.now()
        upkeep.update { status in
            status.collection = UpkeepStatus.Collection()
            status.collection.state = .running
            status.collection.isDryRun = isDryRun
            status.collection.beganAt = beganAt
        }
        let upkeep = upkeep
        do {
            let report = try directory.collect(
                by: upkeep.schedule.collector, isDryRun: isDryRun, salt: random.next()
            ) { progress in
                if upkeep.isStopping { throw UpkeepError.stopped }
                upkeep.update { $0.collection.progress = progress }
            }
            end(report)
        } catch UpkeepError.stopped {
            finish(.failed, failure: "The daemon stopped. The next collection begins anew.")
        } catch {
            // Whoever reads the log can tell what to do; whoever waits, that it was for nothing.
            upkeep.logger.error("a collection failed", metadata: ["reason": "\(error)"])
            finish(.failed, failure: Problems.problem(for: error).detail)
        }
        if !isDryRun { times.collectedAt = storage.now() }
    }

    private func end(_ report: CollectionReport) {
        finish(.done, report: report)
        guard !report.isDryRun else { return }
        upkeep.update { status in
            status.collectedAt = status.collection.endedAt
            status.removedBlobCount += report.removed.count
            status.freedByteCount +=
                report.removedFiles.byteCount + report.removedSegments.byteCount
        }
        upkeep.logger.info(
            "a collection ended",
            metadata: [
                "blobs": "\(report.blobs.count)", "unreferenced": "\(report.unreferenced.count)",
                "removed": "\(report.removed.count)", "moved": "\(report.moved.count)",
                "removedFiles": "\(report.removedFiles.count)",
                "removedSegments": "\(report.removedSegments.count)",
                "heldByBackup": "\(report.isHeldByBackup)",
            ])
    }

    private func finish(
        _ state: UpkeepStatus.CollectionState, report: CollectionReport? = nil,
        failure: String? = nil
    ) {
        let now = storage.now()
        upkeep.update { status in
            status.collection.state = state
            status.collection.endedAt = now
            status.collection.progress = nil
            status.collection.report = report
            status.collection.failure = failure
        }
    }

    // MARK: Scrubs

    private mutating func scrubForASecond() {
        let start = Clock.monotonicNanoseconds
        do {
            var scrub = try scrub ?? Scrub(storage)
            let isOver = try read(&scrub)
            tell(scrub, isRunning: !isOver)
            self.scrub = isOver ? nil : scrub
            if isOver { try end(scrub) } else { try note(scrub) }
        } catch {
            upkeep.logger.error("a scrub cannot go on now", metadata: ["reason": "\(error)"])
            return upkeep.pause(milliseconds: UpkeepThread.secondsAfterFailure * 1000)
        }
        let milliseconds = Int64((Clock.monotonicNanoseconds - start) / 1_000_000)
        if scrub != nil { upkeep.pause(milliseconds: max(0, 1000 - milliseconds)) }
    }

    /// Reads what may be read in a second.
    ///
    /// - Returns: whether all was read.
    private func read(_ scrub: inout Scrub) throws -> Bool {
        var rest = upkeep.schedule.scrubByteRate
        while rest > 0, !upkeep.isStopping {
            guard let byteCount = try scrub.next() else { return true }
            // A small blob costs a search, whatever its size.
            rest -= max(byteCount, UpkeepThread.smallestCost)
        }
        return false
    }

    private static let smallestCost = 4096

    private mutating func note(_ scrub: Scrub) throws {
        secondsSinceNote += 1
        guard secondsSinceNote >= UpkeepThread.secondsBetweenNotes else { return }
        secondsSinceNote = 0
        try scrub.save()
    }

    private mutating func end(_ scrub: Scrub) throws {
        try scrub.end()
        earlier.add(scrub.report)
        times.scrubbedAt = storage.now()
        let end = times.scrubbedAt
        upkeep.update { $0.scrub.endedAt = end }
        upkeep.logger.info(
            "a scrub ended",
            metadata: [
                "blobs": "\(scrub.report.checked.count)",
                "damaged": "\(scrub.report.damagedCount)",
                "unreadable": "\(scrub.report.unreadableCount)",
                "healed": "\(scrub.report.healedCount)",
            ])
    }

    private func tell(_ scrub: Scrub, isRunning: Bool) {
        var report = earlier
        report.add(scrub.report)
        var damagedBefore = 0
        upkeep.update { status in
            damagedBefore = status.scrub.report.damagedCount
            status.scrub.isRunning = isRunning
            status.scrub.report = report
        }
        if report.damagedCount > damagedBefore {
            upkeep.logger.error(
                "a scrub found damaged blobs: 'cairnd check' lists them, upload them again",
                metadata: ["blobs": "\(report.damagedCount - damagedBefore)"])
        }
    }
}
