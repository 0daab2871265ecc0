import Glibc
import HTTP
package import Logging
package import Posix
import Synchronization

/// One line for each request, without a system call of any loop.
///
///     loop ──lines──▶ ring ──┐
///     loop ──lines──▶ ring ──┴─▶ writer thread ──write(2)──▶ file or standard error
///
/// 1. A loop never waits: a line for which its ring has no room is lost, and counted.
/// 2. Memory is bounded: a ring for each loop, and one buffer.
/// 3. The writer sleeps while nothing happens; else it writes what has come together every
///    ``gatherMilliseconds``, or sooner when a ring fills. A crash takes at most that.
/// 4. Lines are whole: a file has nothing else in it, and a pipe gets no more at once than it takes
///    whole. Lines of one loop are in order; those of several are near it, and have their time.
/// 5. After ``stop()`` everything is written, unless nobody reads.
package final class AccessLog: Sendable {
    private struct State: Sendable {
        var isWoken = false
        var isUrgent = false
        var mustReopen = false
        var isStopped = false
        var hasEnded = false
    }

    // A loop at full speed fills a quarter of this in less than the time that lines are gathered.
    private static let ringByteCount = 1024 * 1024
    private static let urgentByteCount = ringByteCount / 4
    // Few enough writes to cost nothing, soon enough for a person who watches.
    private static let gatherMilliseconds = 20
    // For the last lines, when nobody reads.
    private static let stopMilliseconds = 2000

    private let rings = Mutex<[ByteRing]>([])
    private let state = Monitor(State())
    private let isAsleep = Atomic(false)
    private let unwritten = Atomic(0)
    let logger: Logger

    /// - Parameters:
    ///   - path: nil for standard error.
    ///   - logger: told when lines are lost.
    /// - Throws: why the file cannot be opened.
    package init(path: String?, logger: Logger) throws(AccessLogError) {
        self.logger = logger
        do throws(Errno) {
            let sink = Mutex<AccessLogSink?>(try AccessLogSink(path: path))
            _ = try NativeThread.start(name: "access-log") { [self] in
                guard let sink = sink.withLock({ $0.take() }) else { return }
                var writer = AccessLogWriter(log: self, sink: sink)
                writer.run()
            }
        } catch {
            throw .unusable(path: path ?? "stderr", error)
        }
    }

    /// Lines that nobody will see: there was no room for them, or they could not be written.
    package var lostCount: Int {
        rings.withLock { $0.reduce(0) { $0 + $1.refusedCount } }
            + unwritten.load(ordering: .relaxed)
    }

    /// Opens the file again, after it was moved away. Soon, on the writer's thread.
    package func reopen() {
        state.change { state in
            state.mustReopen = true
            state.isWoken = true
            state.isUrgent = true
        }
    }

    /// Writes what is there and ends. No loop may write after that.
    package func stop() {
        state.change { state in
            state.isStopped = true
            state.isWoken = true
            state.isUrgent = true
        }
        _ = state.wait(timeoutMilliseconds: AccessLog.stopMilliseconds) {
            $0.hasEnded ? () : nil
        }
    }

    // MARK: For loops

    /// The lines of one more loop.
    func makeRing() -> ByteRing {
        let ring = ByteRing(byteCount: AccessLog.ringByteCount)
        rings.withLock { $0.append(ring) }
        return ring
    }

    /// Shows what a loop has appended to its ring, and wakes the writer where it must be.
    func publish(_ ring: ByteRing) {
        let byteCount = ring.publish()
        guard byteCount > 0 else { return }
        if isAsleep.load(ordering: .sequentiallyConsistent) {
            if isAsleep.exchange(false, ordering: .sequentiallyConsistent) {
                state.change { $0.isWoken = true }
            }
        } else if byteCount > AccessLog.urgentByteCount {
            state.change { $0.isUrgent = true }
        }
    }

    // MARK: For the writer

    enum Wish { case nothing, reopen, end }

    /// Waits until there are lines, and then for more of them.
    func gather() -> Wish {
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        if hasLines {
            isAsleep.store(false, ordering: .sequentiallyConsistent)
        } else {
            state.await { $0.isWoken ? () : nil }
        }
        _ = state.wait(timeoutMilliseconds: AccessLog.gatherMilliseconds) {
            $0.isUrgent || $0.isStopped ? () : nil
        }
        return state.change { state in
            state.isWoken = false
            state.isUrgent = false
            defer { state.mustReopen = false }
            if state.isStopped { return .end }
            return state.mustReopen ? .reopen : .nothing
        }
    }

    private var hasLines: Bool { allRings.contains { $0.readableByteCount > 0 } }

    var allRings: [ByteRing] { rings.withLock { $0 } }
    var isStopped: Bool { state.look(\.isStopped) }
    func noteEnd() { state.change { $0.hasEnded = true } }
    func noteUnwritten(_ lineCount: Int) {
        unwritten.add(lineCount, ordering: .relaxed)
    }
}

package enum AccessLogError: Error, Equatable {
    /// It cannot be opened.
    case unusable(path: String, Errno)
}
