internal import Glibc
internal import Posix
internal import Synchronization

/// A loop as others see it: a place to send commands and to run tasks.
///
/// As a TaskExecutor it runs the handlers of its connections on its own thread, so that a handler
/// and its connection never race. What the loop's thread itself sends goes into a plain array; what
/// others send goes through a lock, and wakes the loop only if it sleeps.
final class EventLoop: TaskExecutor {
    private struct Work {
        var jobs: [UnownedJob] = []
        var commands: [LoopCommand] = []
        var isEmpty: Bool { jobs.isEmpty && commands.isEmpty }
        /// Empty, with the memory of jobs that have been run.
        var spareJobs: [UnownedJob] = []
    }

    private struct Inbox {
        var work = Work()
        var isClosed = false
    }

    let index: Int
    private let inbox = Mutex(Inbox())
    private let wakeup: Wakeup
    private let isAsleep = Atomic(false)
    /// Whether something lies in the inbox: asked each turn, where the lock would cost more.
    private let hasMail = Atomic(false)
    private let thread = Atomic<UInt>(0)
    private let openCount = Atomic(0)
    // Touched on the loop's thread only, as isOnThread tells; a pointer, because each access to a
    // class's property is checked for exclusivity at run time.
    private nonisolated(unsafe) let local: UnsafeMutablePointer<Work>  // unsafe: see above

    init(index: Int) throws(Errno) {
        self.index = index
        wakeup = try Wakeup()
        local = .allocate(capacity: 1)
        local.initialize(to: Work())
    }

    deinit {
        local.deinitialize(count: 1)
        local.deallocate()
    }

    /// Connections that are or will soon be this loop's: the acceptor gives to the least loaded.
    var connectionCount: Int { openCount.load(ordering: .relaxed) }

    func noteConnections(_ change: Int) { openCount.add(change, ordering: .relaxed) }

    // MARK: Any thread

    /// Sends a command. Dropped when the loop has ended: then its connections are gone as well.
    func post(_ command: LoopCommand) {
        if isOnThread {
            local.pointee.commands.append(command)
            return
        }
        inbox.withLock { inbox in
            if !inbox.isClosed { inbox.work.commands.append(command) }
        }
        hasMail.store(true, ordering: .sequentiallyConsistent)
        wake()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isOnThread {
            local.pointee.jobs.append(job)
            return
        }
        let isAccepted = inbox.withLock { inbox in
            if !inbox.isClosed { inbox.work.jobs.append(job) }
            return !inbox.isClosed
        }
        if isAccepted {
            hasMail.store(true, ordering: .sequentiallyConsistent)
            wake()
        } else {
            // A handler that outlived the server may still clean up after itself.
            globalConcurrentExecutor.enqueue(job)
        }
    }

    private func wake() {
        if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { wakeup.signal() }
    }

    private var isOnThread: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    // MARK: The loop's thread

    /// Lets `epoll` report when somebody wakes the loop.
    func register(with epoll: borrowing Epoll) throws(Errno) {
        try epoll.addReadable(wakeup.rawDescriptor, token: ConnectionToken.wakeup)
    }

    /// Makes the calling thread the loop's.
    func adoptThread() { thread.store(UInt(pthread_self()), ordering: .relaxed) }

    /// Announces that the loop will sleep; false when there is work after all.
    ///
    /// Whoever sends afterwards sees the flag, whoever sent before is seen here.
    func prepareSleep() -> Bool {
        guard local.pointee.isEmpty else { return false }
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        let hasWork = hasMail.load(ordering: .sequentiallyConsistent)
        if hasWork { isAsleep.store(false, ordering: .sequentiallyConsistent) }
        return !hasWork
    }

    /// Whoever finds the flag still set wakes a loop that is awake, which costs one more turn.
    func finishSleep() { isAsleep.store(false, ordering: .relaxed) }

    func takeWakeup() { wakeup.take() }

    /// Whether others have sent something.
    var hasMailNow: Bool { hasMail.load(ordering: .relaxed) }

    /// Runs the jobs that wait now, and gives the commands that wait after that in exchange for the
    /// memory in `commands`, which is empty.
    ///
    /// Jobs that these jobs make wait for the next call, so that yielding tasks cannot starve I/O.
    func runJobs(into commands: inout [LoopCommand]) {
        if hasMail.load(ordering: .relaxed) { takeMail() }
        guard !local.pointee.isEmpty else { return }
        var jobs = local.pointee.spareJobs
        local.pointee.spareJobs = []
        swap(&jobs, &local.pointee.jobs)
        for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
        jobs.removeAll(keepingCapacity: true)
        local.pointee.spareJobs = jobs
        swap(&commands, &local.pointee.commands)
    }

    private func takeMail() {
        // Before the lock is taken: what is put in after it is announced again.
        hasMail.store(false, ordering: .sequentiallyConsistent)
        inbox.withLock { inbox in
            local.pointee.jobs += inbox.work.jobs
            local.pointee.commands += inbox.work.commands
            inbox.work = Work()
        }
    }

    /// Accepts nothing more; what waits goes to the global executor.
    func end() {
        let left = inbox.withLock { inbox in
            inbox.isClosed = true
            defer { inbox.work = Work() }
            return inbox.work.jobs
        }
        let jobs = left + local.pointee.jobs
        local.pointee = Work()
        thread.store(0, ordering: .relaxed)
        for job in jobs { globalConcurrentExecutor.enqueue(job) }
    }
}
