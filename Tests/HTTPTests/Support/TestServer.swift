import Codecs
import Glibc
import HTTP
import Posix
import Synchronization
import TLS

/// A server with the routes of ``TestRoutes`` on a free port; stopped when the value goes away.
final class TestServer {
    let server: Server
    let workers: WorkerPool
    let observer = RecordingObserver()
    let gate = Gate()
    private let directory: TemporaryDirectory
    private let router: Router

    init(
        workerCount: Int = 2, queueLimit: Int = 64, loopCount: Int = 2,
        _ change: (inout HTTPLimits) -> Void = { _ in }
    ) throws {
        var limits = HTTPLimits()
        change(&limits)
        directory = try TemporaryDirectory()
        workers = try WorkerPool(
            threadCount: workerCount, queueLimit: queueLimit, name: "test-worker")
        let routes = try TestRoutes(directory: directory, workers: workers, gate: gate)
        router = try Router(routes.all)
        server = try Server(
            configuration: ServerConfiguration(
                address: .loopback(port: 0), loopCount: loopCount, limits: limits,
                tls: EveryTransport.isSecure ? try TestTLS.server.get() : nil),
            router: router, workers: workers,
            problems: TestServer.problem, observer: observer)
        try server.start()
    }

    deinit {
        gate.open()
        server.stop(drainSeconds: 0)
        workers.stop()
    }

    /// Lets the running server have other limits.
    func reload(_ change: (inout HTTPLimits) -> Void) {
        var limits = HTTPLimits()
        change(&limits)
        server.reload(
            limits: limits, router: router,
            tls: EveryTransport.isSecure ? try? TestTLS.server.get() : nil, observer: observer)
    }

    /// Lets the running server show another certificate.
    func reload(tls: TLSContext) {
        server.reload(limits: HTTPLimits(), router: router, tls: tls, observer: observer)
    }

    func client(receiveBufferByteCount: CInt? = nil) throws -> RawClient {
        try RawClient(
            port: server.address.port, receiveBufferByteCount: receiveBufferByteCount)
    }

    /// Drops the file of the routes from the page cache, so that it must be read from the disk.
    func forgetPages() {
        let descriptor = Glibc.open("\(directory.path)/0", O_RDONLY)
        fsync(descriptor)
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        Glibc.close(descriptor)
    }

    /// Sends `bytes` on a new connection and reads one response.
    func exchange(_ bytes: String, method: String = "GET") throws -> RawClient.Response {
        let client = try client()
        try client.send(bytes)
        return try client.response(to: method)
    }

    private static func problem(_ error: any Error) -> Problem {
        let status = (error as? RequestError)?.status ?? .internalError
        return Problem(
            name: "test", status: status, title: "Test", detail: "\(error)")
    }
}

/// A finished exchange, kept.
struct RecordedExchange: Sendable {
    let method: HTTP.Method?
    let route: Int?
    let path: String
    let status: Int
    let receivedBytes: Int64
    let sentBytes: Int64
    let durationNanoseconds: UInt64
    let requestID: RequestID
    let trace: TraceContext?
    let peer: String
    let cut: CloseReason?

    init(_ exchange: borrowing FinishedExchange) {
        method = exchange.method
        route = exchange.route
        path = String(decoding: exchange.path, as: UTF8.self)
        status = exchange.status
        receivedBytes = exchange.receivedBytes
        sentBytes = exchange.sentBytes
        durationNanoseconds = exchange.durationNanoseconds
        requestID = exchange.requestID
        trace = exchange.trace
        peer = exchange.peer
        cut = exchange.cut
    }
}

/// Remembers what the engine tells.
final class RecordingObserver: ServerObserver {
    struct State: Sendable {
        var openCount = 0
        var closedCount = 0
        var closeReasons: [CloseReason] = []
        var finished: [RecordedExchange] = []
        var turnCount = 0
        var requestCounts: [Int: Int] = [:]
        var errors: [String] = []
        var failedTraces: [TraceContext?] = []
        var refusals: [ConnectionRefusal] = []
    }
    private let monitor = Monitor(State())
    let wantsPaths = true

    var state: State { monitor.update { $0 } }

    func connectionOpened() { monitor.update { $0.openCount += 1 } }
    func connectionClosed(_ reason: CloseReason) {
        monitor.update {
            $0.closedCount += 1
            $0.closeReasons.append(reason)
        }
    }
    func connectionRefused(_ reason: ConnectionRefusal) {
        monitor.update { $0.refusals.append(reason) }
    }
    func recorder(ofLoop index: Int) -> any LoopRecorder { Recorder(index, monitor) }
    func failed(requestID: RequestID, trace: TraceContext?, error: any Error) {
        monitor.update {
            $0.errors.append("\(error)")
            $0.failedTraces.append(trace)
        }
    }

    private final class Recorder: LoopRecorder {
        private let index: Int
        private let monitor: Monitor<State>

        init(_ index: Int, _ monitor: Monitor<State>) {
            self.index = index
            self.monitor = monitor
        }

        func finished(_ exchange: borrowing FinishedExchange) {
            let recorded = RecordedExchange(exchange)
            monitor.update { $0.finished.append(recorded) }
        }

        func turnEnded(_ turn: LoopTurn) {
            monitor.update {
                $0.turnCount += 1
                $0.requestCounts[index] = turn.requestCount
            }
        }
    }

    /// Waits until the state is as wanted.
    func wait(until isWanted: @escaping (State) -> Bool) {
        monitor.await { isWanted($0) ? () : nil }
    }
}

/// Something that handlers wait for and tests open; and what handlers have noticed.
final class Gate: Sendable {
    struct State: Sendable {
        var isOpen = false
        var waitingCount = 0
        var cancelledCount = 0
    }
    let monitor = Monitor(State())

    func open() { monitor.change { $0.isOpen = true } }
    func noteCancelled() { monitor.change { $0.cancelledCount += 1 } }

    /// Blocks the calling thread: a worker's.
    func pass() {
        monitor.change { $0.waitingCount += 1 }
        monitor.await { $0.isOpen ? () : nil }
    }
    func wait(until isWanted: (State) -> Bool) { monitor.await { isWanted($0) ? () : nil } }
}

/// A directory under /tmp that goes away with the value.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/cairn-http-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno.last }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for index in 0..<fileLimit { unlink("\(path)/\(index)") }
        rmdir(path)
    }

    private let fileLimit = 8

    /// Writes the file number `index` and opens it.
    func file(_ index: Int, _ bytes: [UInt8]) throws -> File {
        let descriptor = Glibc.open("\(path)/\(index)", O_RDWR | O_CREAT, 0o600)
        let file = File(owning: FileDescriptor(owning: descriptor))
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw Errno.last }
            written += count
        }
        return file
    }
}
