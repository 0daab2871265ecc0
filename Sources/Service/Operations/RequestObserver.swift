import Blobs
package import HTTP
package import Logging
import Posix
import SQL
import Synchronization
import Telemetry

/// Counts and logs each finished request.
package final class RequestObserver: ServerObserver {
    private let meters: ServiceMeters
    private let series: RequestSeries
    private let logger: Logger
    /// Whether the operator was told that the disk failed: once is enough.
    private let hasToldOfDisk = Atomic(false)
    private let refusals = Repeated<ConnectionRefusal>()

    package init(meters: ServiceMeters, logger: Logger) {
        self.meters = meters
        self.logger = logger
        series = RequestSeries(meters)
        wantsPaths = logger.logLevel <= .info
    }

    /// Only the log has paths.
    package let wantsPaths: Bool

    package func connectionOpened() {
        meters.openedConnections.increase()
        meters.connections.move(by: 1)
    }

    package func connectionClosed() { meters.connections.move(by: -1) }

    package func connectionRefused(_ reason: ConnectionRefusal) {
        meters.refusedConnections.with(reason.rawValue).increase()
        guard let earlier = refusals.note(reason, atNanoseconds: Clock.monotonicNanoseconds) else {
            return
        }
        logger.warning(
            "connections are refused",
            metadata: ["limit": "\(reason.rawValue)", "heldBack": "\(earlier)"])
    }

    package func finished(_ exchange: FinishedExchange) {
        series.note(exchange)
        meters.receivedBytes.increase(by: UInt64(max(0, exchange.receivedBytes)))
        meters.sentBytes.increase(by: UInt64(max(0, exchange.sentBytes)))
        // The logger would ask its handler for the level, behind locks and copies.
        guard wantsPaths else { return }
        logger.info(
            "request",
            metadata: [
                "requestID": "\(exchange.requestID)", "peer": "\(exchange.peer)",
                "method": "\(exchange.method?.rawValue ?? "none")", "path": "\(exchange.path)",
                "status": "\(exchange.status)",
                "receivedBytes": "\(exchange.receivedBytes)", "sentBytes": "\(exchange.sentBytes)",
                "microseconds": "\(exchange.durationNanoseconds / 1000)",
            ])
    }

    package func failed(requestID: RequestID, error: any Error) {
        // What a client did wrong is in its answer; the log is for what we did wrong.
        guard Problems.problem(for: error).status.rawValue >= 500 else { return }
        if RequestObserver.isFailedDisk(error),
            !hasToldOfDisk.exchange(true, ordering: .relaxed)
        {
            logger.critical(
                "the disk failed; nothing is written until it is mended and the daemon restarted",
                metadata: ["requestID": "\(requestID)", "error": "\(error)"])
            return
        }
        logger.error(
            "request failed", metadata: ["requestID": "\(requestID)", "error": "\(error)"])
    }

    private static func isFailedDisk(_ error: any Error) -> Bool {
        switch error {
        case BlobError.medium, BlobError.unusable, SQLError.io, SQLError.unusable: true
        default: false
        }
    }
}
