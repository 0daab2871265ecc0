package import Posix
internal import Synchronization

/// An HTTP/1.1 server: listens, serves routes, drains.
///
/// One event loop per core on its own thread; see ``LoopThread`` for a turn of it and ``Exchange``
/// for the life of a connection.
package final class Server: Sendable {
    private let configuration: ServerConfiguration
    private let context: Mutex<ServiceContext>
    private let loops: [EventLoop]
    private let acceptor: Acceptor
    private let threads = Mutex<Threads>(Threads())

    private struct Threads {
        var acceptor: NativeThread?
        var loops: [NativeThread] = []
    }

    /// Listens from now on; connections wait until ``start()``.
    ///
    /// - Parameters:
    ///   - workers: where region sources are asked; not stopped by the server.
    ///   - problems: what an error means to a client: every error that a handler throws and every
    ///     ``RequestError``. Called on the loops.
    package init(
        configuration: ServerConfiguration, router: Router, workers: WorkerPool,
        problems: @escaping @Sendable (any Error) -> Problem, observer: any ServerObserver
    ) throws(Errno) {
        precondition(configuration.loopCount > 0, "a server without loops never answers")
        let limits = configuration.limits
        Server.check(limits)
        self.configuration = configuration
        let context = ServiceContext(
            router: router, workers: workers, limits: limits, observer: observer,
            problems: problems)
        self.context = Mutex(context)
        let listener = try Socket.listening(
            on: configuration.address, backlog: configuration.limits.backlog)
        var loops: [EventLoop] = []
        for index in 0..<configuration.loopCount { loops.append(try EventLoop(index: index)) }
        self.loops = loops
        acceptor = try Acceptor(listener, loops: loops, context: context)
    }

    // Settings are checked where they are read; what comes here wrong is our mistake.
    private static func check(_ limits: HTTPLimits) {
        precondition(
            limits.headByteCount < LoopThread.bufferByteCount
                && limits.targetByteCount < limits.headByteCount
                && limits.fieldCount <= HeadTable.capacity,
            "a head must fit into the buffer and its table")
    }

    /// Serves with other limits from now on: connections stay open, and what is in flight ends as
    /// it began. The backlog stays.
    ///
    /// - Parameter router: of the same routes in the same order, for a request in flight knows its
    ///   route by number.
    package func reload(limits: HTTPLimits, router: Router, observer: any ServerObserver) {
        Server.check(limits)
        let context = context.withLock { context in
            precondition(router.routes.count == context.router.routes.count, "routes stay")
            context = ServiceContext(
                router: router, workers: context.workers, limits: limits, observer: observer,
                problems: context.problems)
            return context
        }
        acceptor.use(context)
        for loop in loops { loop.post(.use(context)) }
    }

    /// Where it listens, with the real port.
    package var address: SocketAddress { acceptor.address ?? configuration.address }

    /// Connections that are open now.
    package var connectionCount: Int { loops.reduce(0) { $0 + $1.connectionCount } }

    /// Starts the threads. Once.
    package func start() throws(Errno) {
        var started = Threads()
        let context = context.withLock { $0 }
        for loop in loops {
            started.loops.append(try LoopThread.start(loop, context))
        }
        let acceptor = acceptor
        started.acceptor = try NativeThread.start(name: "acceptor") {
            // Without an epoll descriptor nothing can be accepted: the process has no resources.
            try? acceptor.run()
        }
        threads.withLock { $0 = started }
    }

    /// Stops accepting, finishes the answers that have begun, and closes.
    ///
    /// Blocks until that is done or `drainSeconds` are over; what is left then is cut off.
    package func stop(drainSeconds: Int) {
        let running = threads.withLock { threads in
            defer { threads = Threads() }
            return threads
        }
        acceptor.stop()
        running.acceptor?.join()
        let deadline =
            Clock.monotonicNanoseconds + UInt64(max(drainSeconds, 0)) * 1_000_000_000
        for loop in loops { loop.post(.drain(deadlineNanoseconds: deadline)) }
        for thread in running.loops { thread.join() }
    }
}
