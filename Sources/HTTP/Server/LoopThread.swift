internal import Posix
internal import Synchronization

/// A loop as its own thread has it: everything here is touched by that thread only.
///
/// Each turn takes the reports of epoll, the connections that had to stop for fairness, the tasks
/// and commands that wait, and the timers. A connection is lent for one turn, moves on as far as it
/// can, and is put back.
struct LoopThread: ~Copyable {
    /// The shared buffer for input. No head and no piece of a body is larger.
    static let bufferByteCount = HTTPLimits.inputByteCount
    /// Gathered output that is sent before more is gathered.
    static let gatheredByteLimit = 32 * 1024

    let loop: EventLoop
    var context: ServiceContext
    let recorder: any LoopRecorder

    var epoll: Epoll
    var slab = ConnectionSlab()
    var requests = CurrentRequestPool()
    var wheel: TimerWheel
    var now: UInt64
    var date = DateText()

    // Unsafe: both are lent to handlers and system calls, which need a fixed address.
    let buffer: UnsafeMutableRawBufferPointer  // unsafe: see above
    let table: UnsafeMutablePointer<HeadTable>  // unsafe: see above
    /// Input of the current turn's connection that lies in `buffer`.
    var window = 0..<0
    /// Output of the current turn's connection that goes before what it has queued.
    var gathered = GatheredBytes(capacity: LoopThread.bufferByteCount)
    var sentThisTurn = 0
    /// What is read past.
    var discarded: [UInt8] = []
    let zeros = [UInt8](repeating: 0, count: LoopThread.bufferByteCount)

    /// Connections that stopped for the sake of others, in the order of their next turns.
    var waiting = FIFO<ConnectionToken>()
    /// Bytes sent since new requests were looked for.
    var sentThisRound = 0
    var due: [(key: UInt64, tick: UInt64)] = []
    /// Handlers that have not returned.
    var liveHandlerCount = 0
    var drainDeadline: UInt64?

    init(loop: EventLoop, context: ServiceContext) throws(Errno) {
        let epoll = try Epoll()
        try loop.register(with: epoll)
        self.epoll = epoll
        self.loop = loop
        self.context = context
        recorder = context.observer.recorder(ofLoop: loop.index)
        now = Clock.monotonicNanoseconds
        wheel = TimerWheel(nowNanoseconds: now)
        buffer = .allocate(byteCount: LoopThread.bufferByteCount, alignment: 64)
        table = .allocate(capacity: 1)
        table.initialize(to: HeadTable())
    }

    deinit {
        buffer.deallocate()
        table.deallocate()
    }

    /// Serves until the server drains and the last connection is gone, or its time is over.
    mutating func run() {
        loop.adoptThread()
        while !isFinished { turn() }
        for token in slab.tokens {
            visit(token) { loop, connection in loop.close(&connection, .drain) }
        }
        finishHandlers()
        endTurn()
        loop.end()
    }

    /// Starts the thread of `loop`.
    static func start(
        _ loop: EventLoop, _ context: ServiceContext
    ) throws(Errno) -> NativeThread {
        // Made here, so that a lack of descriptors is known at the start; then it moves.
        let start = Mutex<LoopThread?>(try LoopThread(loop: loop, context: context))
        return try NativeThread.start(name: "loop-\(loop.index)") {
            guard var thread = start.withLock({ $0.take() }) else { return }
            thread.run()
        }
    }

    private mutating func turn() {
        let mayBlock = waiting.isEmpty && loop.prepareSleep()
        endTurn()
        let count = epoll.wait(timeoutMilliseconds: mayBlock ? waitMilliseconds : 0)
        loop.finishSleep()
        now = Clock.monotonicNanoseconds
        date.update(wallSeconds: Clock.wallSeconds)
        for index in 0..<count {
            let (token, readiness) = epoll.event(index)
            if token == ConnectionToken.wakeup {
                loop.takeWakeup()
            } else {
                report(ConnectionToken(rawValue: token), readiness)
            }
        }
        for command in loop.runJobs() { execute(command) }
        giveTurns()
        runTimers()
    }

    /// Tells what there is to tell before the loop sleeps.
    private mutating func endTurn() {
        recorder.turnEnded(
            LoopTurn(
                busyNanoseconds: Clock.monotonicNanoseconds - now,
                requestCount: requests.takenCount))
    }

    /// Goes on with the connections that wait for their turn, each at most once, until so much is
    /// sent that new requests must be looked for: small ones never wait for all large answers.
    private mutating func giveTurns() {
        sentThisRound = 0
        for _ in 0..<waiting.count {
            guard sentThisRound < context.limits.sentBytesPerRound,
                let token = waiting.removeFirst()
            else { return }
            visit(token) { _, connection in connection.waitsForTurn = false }
        }
    }

    private var waitMilliseconds: Int {
        var wait = wheel.waitMilliseconds(nowNanoseconds: now) ?? -1
        if let deadline = drainDeadline {
            let left = deadline > now ? Int((deadline - now) / 1_000_000) + 1 : 0
            wait = wait < 0 ? left : min(wait, left)
        }
        return wait
    }

    private var isFinished: Bool {
        guard let deadline = drainDeadline else { return false }
        return slab.count == 0 && liveHandlerCount == 0 || now >= deadline
    }

    // Cancelled handlers get a moment to notice; those that do not go on without the loop.
    private mutating func finishHandlers() {
        let end = Clock.monotonicNanoseconds + LoopThread.cancellationGraceNanoseconds
        drainDeadline = end
        while !isFinished { turn() }
    }

    // Long enough for a handler that waits for a worker, short enough for an operator.
    private static let cancellationGraceNanoseconds: UInt64 = 500_000_000

    /// What epoll says about a connection.
    private mutating func report(_ token: ConnectionToken, _ readiness: Epoll.Readiness) {
        visit(token) { loop, connection in
            if readiness.isReadable { connection.isReadable = true }
            if readiness.isReadHangup {
                connection.isReadable = true
                connection.sawReadHangup = true
            }
            if readiness.isWritable { connection.isWritable = true }
            if readiness.isHangup {
                loop.close(&connection, .lost)
            } else if !connection.output.isEmpty {
                // What is left of a large answer comes after the small requests of this turn.
                loop.yieldTurn(&connection)
            }
        }
    }

    /// Lends a connection to `body`, lets it move on as far as it can, and puts it back.
    ///
    /// Does nothing when the connection is gone.
    mutating func visit(
        _ token: ConnectionToken, _ body: (inout LoopThread, inout Connection) -> Void
    ) {
        guard let pointer = slab.pointer(token) else { return }
        window = 0..<0
        sentThisTurn = 0
        body(&self, &pointer.pointee)
        advance(&pointer.pointee)
        if pointer.pointee.exchange.state == .closed {
            let reason = pointer.pointee.exchange.closeReason ?? .lost
            slab.remove(token)
            loop.noteConnections(-1)
            context.observer.connectionClosed(reason)
        } else {
            saveInput(&pointer.pointee)
            armTimer(&pointer.pointee)
        }
    }
}
