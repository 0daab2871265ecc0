package import Catalog
package import Logging
import Posix
import Records
import Synchronization

/// The thread that looks after the store: collections when they are due or asked for, and else a
/// scrub that never ends for long.
///
/// One for a data directory: nothing else removes or moves blobs.
package final class Upkeep: Sendable {
    private struct State {
        var schedule: UpkeepSchedule
        var logger: Logger
        var isStopping = false
        /// A collection that somebody asked for, and whether it is a dry run.
        var wanted: Bool?
        var status = UpkeepStatus()
        /// Counts reloads, so that a rest ends with one.
        var reloadCount = 0
    }

    private let directory: DataDirectory
    private let state: Monitor<State>
    private let thread = Mutex<NativeThread?>(nil)

    package init(_ directory: DataDirectory, _ schedule: UpkeepSchedule, logger: Logger) {
        self.directory = directory
        state = Monitor(State(schedule: schedule, logger: logger))
    }

    package func start() throws {
        let storage = directory.storage
        let times = UpkeepSchedule.Times(
            startedAt: storage.now(), collectedAt: try Collector.lastEnd(storage),
            scrubbedAt: try Scrub.lastEnd(storage))
        state.change { state in
            state.status.collectedAt = times.collectedAt
            state.status.scrub.endedAt = times.scrubbedAt
        }
        let started = try NativeThread.start(name: "upkeep") { [self] in
            NativeThread.yieldToOthers()
            var upkeep = UpkeepThread(self, directory, times)
            upkeep.serve()
        }
        thread.withLock { $0 = started }
    }

    package func reload(_ schedule: UpkeepSchedule, logger: Logger) {
        state.change { state in
            state.schedule = schedule
            state.logger = logger
            state.reloadCount += 1
        }
    }

    /// Ends what is under way at its next step, and returns when it has.
    package func stop() {
        state.change { $0.isStopping = true }
        thread.withLock { $0.take() }?.join()
    }

    /// Asks for a collection as soon as possible.
    ///
    /// - Returns: false, and nothing is asked for, when one runs or waits already.
    package func collect(isDryRun: Bool) -> Bool {
        state.change { state in
            guard state.wanted == nil, state.status.collection.state != .running else {
                return false
            }
            state.wanted = isDryRun
            state.status.collection = UpkeepStatus.Collection()
            state.status.collection.state = .running
            state.status.collection.isDryRun = isDryRun
            return true
        }
    }

    package var status: UpkeepStatus { state.look { $0.status } }
}

// For its thread.
extension Upkeep {
    var isStopping: Bool { state.look { $0.isStopping } }
    var schedule: UpkeepSchedule { state.look { $0.schedule } }
    var logger: Logger { state.look { $0.logger } }

    func update(_ body: (inout UpkeepStatus) -> Void) { state.change { body(&$0.status) } }

    /// The collection that somebody asked for, once: whether it is a dry run.
    func takeWanted() -> Bool? { state.change { $0.wanted.take() } }

    /// Waits, but not longer than until there is something to do or everything ends.
    func pause(milliseconds: Int64) {
        let reloadCount = state.look { $0.reloadCount }
        _ = state.wait(timeoutMilliseconds: Int(milliseconds)) { state -> Void? in
            state.isStopping || state.wanted != nil || state.reloadCount != reloadCount ? () : nil
        }
    }
}
