package import Posix
package import Telemetry

/// Threads for what must wait: disk and index. Own threads, so that nothing else fills them.
///
/// The queue is bounded: what does not fit is refused at once, and the client is told to come back.
package final class WorkerPool: Sendable {
    private struct Queue: Sendable {
        var jobs = FIFO<Job>()
        var isStopped = false
        /// Jobs that may wait for a thread.
        var limit: Int
    }

    private struct Job: Sendable {
        let queuedNanoseconds: UInt64
        let body: @Sendable () -> Void
    }

    private enum Next {
        case job(Job)
        case stop
    }

    private let queue: Monitor<Queue>
    private let threads: [NativeThread]

    /// How long jobs have waited for a thread.
    package let waits: Histogram

    /// - Parameters:
    ///   - threadCount: jobs that run at the same time.
    ///   - queueLimit: jobs that may wait for a thread.
    ///   - name: of the threads.
    package init(threadCount: Int, queueLimit: Int, name: String) throws(Errno) {
        precondition(threadCount > 0, "a pool without threads never answers")
        let queue = Monitor(Queue(limit: queueLimit))
        let waits = Histogram(.seconds, bounds: Histogram.requestSeconds)
        var threads: [NativeThread] = []
        for index in 0..<threadCount {
            threads.append(
                try NativeThread.start(name: "\(name)-\(index)") {
                    WorkerPool.work(on: queue, waits)
                })
        }
        self.queue = queue
        self.threads = threads
        self.waits = waits
    }

    deinit { stop() }

    /// Jobs that wait for a thread now.
    package var queuedCount: Int { queue.look { $0.jobs.count } }

    /// Whether a job would be accepted now; a moment later it may be otherwise.
    package var hasRoom: Bool {
        queue.await { !$0.isStopped && $0.jobs.count < $0.limit }
    }

    /// Changes how many jobs may wait. Those that wait already stay, even if they are more.
    package func setQueueLimit(_ count: Int) { queue.change { $0.limit = count } }

    /// Runs `work` on one of the threads and returns what it returns.
    ///
    /// - Throws: ``WorkerPoolError/overloaded`` when the queue is full or the pool has stopped, and
    ///   what `work` throws.
    package func run<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let isAccepted = submit {
                continuation.resume(with: Swift.Result { try work() })
            }
            if !isAccepted { continuation.resume(throwing: WorkerPoolError.overloaded) }
        }
    }

    /// Puts `job` into the queue; false when there is no room.
    ///
    /// - Parameter isContinuation: work for an answer that has begun is always accepted: there is
    ///   at most one such job for each connection, and those are bounded already.
    func submit(isContinuation: Bool = false, _ job: @escaping @Sendable () -> Void) -> Bool {
        let job = Job(queuedNanoseconds: Clock.monotonicNanoseconds, body: job)
        return queue.update { queue in
            guard !queue.isStopped, isContinuation || queue.jobs.count < queue.limit else {
                return false
            }
            queue.jobs.append(job)
            return true
        }
    }

    /// Finishes what is in the queue and ends the threads. Accepts nothing after that.
    package func stop() {
        queue.change { $0.isStopped = true }
        for thread in threads { thread.join() }
    }

    private static func work(on queue: Monitor<Queue>, _ waits: Histogram) {
        while true {
            let next: Next = queue.await { queue in
                if let job = queue.jobs.removeFirst() { return .job(job) }
                return queue.isStopped ? .stop : nil
            }
            switch next {
            case .job(let job):
                waits.observe(Clock.monotonicNanoseconds - job.queuedNanoseconds)
                job.body()
            case .stop: return
            }
        }
    }
}

package enum WorkerPoolError: Error, Equatable {
    /// As many jobs wait as may; try again later.
    case overloaded
}
