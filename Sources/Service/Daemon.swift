import Catalog
import HTTP
package import Logging
import Posix
import Records
import Synchronization
import TLS

/// The running service: a data directory, the threads that work on it and the server in front.
package final class Daemon: Sendable {
    private let directory: DataDirectory
    private let server: Server
    private let state: DaemonState
    private let accessLog: AccessLog?
    private let current: Mutex<Current>

    /// What a reload replaces.
    private struct Current {
        var settings: Settings
        var context: Context
    }

    /// Where the server listens, with its real port.
    package let url: String
    /// The admin token that was made because there was none; nil otherwise.
    package let firstToken: String?

    /// Opens the data directory and starts to serve.
    ///
    /// - Throws: what is wrong with the directory, the index or the address; nothing runs then.
    package static func start(_ settings: Settings, logger: Logger) throws -> Daemon {
        let tls = try TLSContext.serving(settings)
        let directory = try DataDirectory.open(settings)
        let tokens = try Tokens(directory.storage, randomBytes: randomBytes)
        let workers = try WorkerPool(
            threadCount: settings.workers, queueLimit: settings.workerQueue, name: "worker")
        let writers = try WorkerPool(
            threadCount: settings.workers, queueLimit: settings.workerQueue, name: "writer")
        let changes = try ChangeSignal()
        let upkeep = Upkeep(directory, UpkeepSchedule(settings), logger: logger)
        let state = DaemonState()
        state.serve(with: tls, logger)
        var sources = ServiceMeters.Sources()
        sources.storage = directory.storage
        sources.upkeep = upkeep
        sources.pools = [("worker", workers), ("writer", writers)]
        sources.certificateEnd = { state.certificateEnd }
        let accessLog = try AccessLog.open(settings, logger: logger)
        sources.accessLog = accessLog
        let meters = ServiceMeters(sources)
        let context = Context(
            storage: directory.storage, tokens: tokens,
            reception: Reception(
                access: Access(tokens: tokens, isReadingOpen: settings.anonymousRead),
                limits: Reception.Limits(settings), now: { Clock.monotonicNanoseconds }),
            workers: workers, writers: writers, limits: ServiceLimits(settings), changes: changes,
            upkeep: upkeep, meters: meters,
            isStopping: { state.isStopping })
        let server = try Server(
            configuration: try ServerConfiguration(settings, tls),
            router: try Router(EndpointRoutes.routes(of: Endpoints.all, in: context)),
            workers: workers, problems: Problems.problem(for:),
            observer: RequestObserver(meters: meters, log: accessLog, logger: logger))
        // The address is ours: from here on a start succeeds, and the token is shown.
        let firstToken = try makeFirstToken(tokens, directory)
        try server.start()
        try upkeep.start()
        return Daemon(
            directory: directory, server: server, state: state, accessLog: accessLog,
            current: Current(settings: settings, context: context), firstToken: firstToken)
    }

    private init(
        directory: DataDirectory, server: Server, state: DaemonState, accessLog: AccessLog?,
        current: Current, firstToken: String?
    ) {
        self.directory = directory
        self.server = server
        self.state = state
        self.accessLog = accessLog
        self.current = Mutex(current)
        self.firstToken = firstToken
        url = current.settings.url(at: server.address)
    }

    /// Takes over what can change while the daemon runs. Connections stay, and requests in flight
    /// end as they began.
    ///
    /// - Returns: the names of settings that differ from those it runs with and need a new start.
    /// - Throws: what is wrong with a certificate or its key; nothing has changed then.
    package func reload(_ settings: Settings, logger: Logger) throws -> [String] {
        try current.withLock { current in
            let (settings, pending) = current.settings.reloaded(as: settings)
            let tls = try TLSContext.serving(settings)
            let context = current.context.reloaded(
                reception: current.context.reception.reloaded(
                    access: Access(
                        tokens: current.context.tokens, isReadingOpen: settings.anonymousRead),
                    limits: Reception.Limits(settings)),
                limits: ServiceLimits(settings))
            for pool in [context.workers, context.writers] {
                pool.setQueueLimit(settings.workerQueue)
            }
            server.reload(
                limits: HTTPLimits(settings),
                router: try Router(EndpointRoutes.routes(of: Endpoints.all, in: context)), tls: tls,
                observer: RequestObserver(
                    meters: context.meters, log: accessLog, logger: logger))
            state.serve(with: tls, logger)
            context.upkeep.reload(UpkeepSchedule(settings), logger: logger)
            // After logrotate(8), which sends the signal, the old file has another name.
            accessLog?.reopen()
            current = Current(settings: settings, context: context)
            return pending
        }
    }

    /// Finishes answers in flight, for a bounded time, and closes everything.
    package func stop() {
        state.beginStopping()
        let (context, drainSeconds) = current.withLock { ($0.context, $0.settings.drainSeconds) }
        context.changes.stop()
        server.stop(drainSeconds: drainSeconds)
        accessLog?.stop()
        context.upkeep.stop()
        // Nobody hears the answers of what still waits.
        directory.refuseWrites()
        context.workers.stop()
        context.writers.stop()
        directory.close()
    }

    private static func makeFirstToken(_ tokens: Tokens, _ directory: DataDirectory) throws
        -> String?
    {
        guard !tokens.hasAdmin else { return nil }
        return try tokens.create(
            name: "admin", scope: .admin, expiresAt: nil, keep: directory.keepAdminToken
        ).secret
    }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()  // getrandom(2): nobody can guess it
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

/// What others ask the daemon about itself: whether it stops, and how long its certificate holds.
private final class DaemonState: Sendable {
    /// Those who renew do it weeks before the end: within this time nobody has, in seconds.
    private static let warningSeconds: Int64 = 14 * 86_400

    private let stopping = Atomic(false)
    private let end = Mutex<Int64?>(nil)

    /// In seconds since 1970; nil without TLS.
    var certificateEnd: Int64? { end.withLock { $0 } }

    /// Keeps when the certificate ends, and warns when that is soon or was already.
    func serve(with tls: TLSContext?, _ logger: Logger) {
        let certificateEnd = tls?.certificateEnd
        end.withLock { $0 = certificateEnd }
        guard let certificateEnd else { return }
        let now = Int64(Clock.wallNanoseconds / 1_000_000_000)
        guard certificateEnd - now < DaemonState.warningSeconds else { return }
        logger.warning(
            "the certificate ends soon or has ended: renew it, then send SIGHUP",
            metadata: ["seconds": "\(certificateEnd - now)"])
    }

    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    func beginStopping() { stopping.store(true, ordering: .relaxed) }
}

extension ServerConfiguration {
    init(_ settings: Settings, _ tls: TLSContext?) throws {
        let listen = settings.listen
        guard let address = SocketAddress(host: listen.host, port: listen.port) else {
            preconditionFailure("an address that was parsed is numeric")
        }
        self.init(
            address: address,
            loopCount: settings.loops == 0 ? Processors.count : settings.loops,
            limits: HTTPLimits(settings), tls: tls)
    }
}
