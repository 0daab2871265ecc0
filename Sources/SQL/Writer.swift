internal import CSQLite
internal import Posix
internal import Synchronization

/// The one connection that writes, on its own thread, with the queue in front of it.
///
/// Group commit: writes that wait share one transaction and so one sync of the log. Each has a
/// savepoint, so one that throws rolls back alone. While a group syncs, the next one collects.
///
/// 1. A caller returns only after the commit of its group is durable, or with an error.
/// 2. After a failed sync nothing is written any more (``SQLError/unusable``).
/// 3. Everything taken into the queue is settled, also at the end.
final class Writer: Sendable {
    private struct Queue {
        var waiting: [any QueuedWrite] = []
        var isClosed = false
    }

    private enum Work { case group, stop }

    private let queue = Monitor(Queue())
    private let isUnusable = Atomic(false)

    /// False after a failed sync: nothing is written any more.
    var isWritable: Bool { !isUnusable.load(ordering: .acquiring) }
    private let thread = Mutex<NativeThread?>(nil)
    private let settings: DatabaseSettings

    init(path: String, settings: DatabaseSettings, migrations: [Migration]) throws {
        self.settings = settings
        let connection = try SQLConnection(path: path, access: .readAndWrite, settings: settings)
        try connection.migrate(to: migrations)
        // From here on only the thread uses the connection.
        let handover = Monitor<SQLConnection?>(connection)
        let thread = try NativeThread.start(name: "writer") { [self] in
            if let connection = handover.change({ $0.take() }) { serve(with: connection) }
        }
        self.thread.withLock { $0 = thread }
    }

    /// Writes that wait at this moment.
    var queuedWriteCount: Int { queue.change { $0.waiting.count } }

    /// Runs `body` in a transaction and returns once that is durable.
    func write<T: Sendable>(_ body: @escaping @Sendable (SQLConnection) throws -> T) throws -> T {
        let write = PendingWrite(body)
        try queue.change { queue throws(SQLError) in
            if queue.isClosed { throw .closed }
            if isUnusable.load(ordering: .acquiring) { throw .unusable }
            if queue.waiting.count >= settings.queueLimit { throw .busy }
            queue.waiting.append(write)
        }
        return try write.wait()
    }

    /// Takes nothing more and refuses what waits; what is being written is finished.
    func refuse() {
        let waiting = queue.change { queue in
            queue.isClosed = true
            defer { queue.waiting = [] }
            return Array(queue.waiting)
        }
        for write in waiting { write.settle(failure: .closed) }
    }

    /// Writes what waits, takes nothing more, and returns when the connection is closed.
    func close() {
        queue.change { $0.isClosed = true }
        thread.withLock { $0.take() }?.join()
    }
}

// The writer's thread.
extension Writer {
    private func serve(with connection: SQLConnection) {
        while true {
            let work = queue.wait(timeoutMilliseconds: settings.checkpointIdleMilliseconds) {
                queue -> Work? in
                if !queue.waiting.isEmpty { return .group }
                return queue.isClosed ? .stop : nil
            }
            switch work {
            case .group:
                commitGroup(on: connection)
                if connection.logPageCount >= settings.checkpointPageCount {
                    checkpoint(connection)
                }
            case .stop: return
            case nil: if connection.logPageCount > 0 { checkpoint(connection) }
            }
        }
    }

    private func commitGroup(on connection: SQLConnection) {
        var group: [any QueuedWrite] = []
        var failure: SQLError?
        do {
            try begin(on: connection)
            let deadline = ContinuousClock.now + .milliseconds(settings.groupMilliseconds)
            while group.count < settings.groupLimit, group.isEmpty || .now < deadline,
                let write = takeNext()
            {
                group.append(write)
                try run(write, on: connection)
            }
            try connection.run("COMMIT")
        } catch {
            failure = error
            stopIfInDoubt(after: error)
            // When even this fails, the next BEGIN fails too, and tells its callers.
            if connection.isInTransaction { try? connection.run("ROLLBACK") }
            // Without a transaction the same would happen to the others, one wait after another.
            if group.isEmpty { group = takeAll() }
        }
        for write in group { write.settle(failure: failure) }
    }

    private func begin(on connection: SQLConnection) throws(SQLError) {
        if isUnusable.load(ordering: .acquiring) { throw .unusable }
        try connection.run("BEGIN IMMEDIATE")
    }

    /// Runs one body in its savepoint.
    ///
    /// - Throws: When the whole group is lost, not when only the body threw.
    private func run(_ write: any QueuedWrite, on connection: SQLConnection) throws(SQLError) {
        try connection.run("SAVEPOINT body")
        let failure = write.run(on: connection)
        guard connection.isInTransaction else {
            // SQLite rolls everything back by itself after some errors (no room, no memory).
            throw failure as? SQLError
                ?? .failed(code: SQLITE_ABORT, message: "a write ended its group's transaction")
        }
        if let failure {
            if let error = failure as? SQLError, error.leavesMediumInDoubt { throw error }
            try connection.run("ROLLBACK TO body")
        }
        try connection.run("RELEASE body")
    }

    /// After a sync that failed, the kernel may have dropped what it had not written: a second
    /// sync would succeed and prove nothing.
    private func stopIfInDoubt(after error: SQLError) {
        guard case .io = error else { return }
        isUnusable.store(true, ordering: .releasing)
    }

    private func checkpoint(_ connection: SQLConnection) {
        do {
            try connection.checkpoint()
        } catch {
            stopIfInDoubt(after: error)
        }
    }

    private func takeNext() -> (any QueuedWrite)? {
        queue.change { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
    }

    private func takeAll() -> [any QueuedWrite] {
        queue.change { queue in
            let all = queue.waiting
            queue.waiting = []
            return all
        }
    }
}
