import Blobs
package import HTTP
package import Logging
import SQL
import Telemetry

/// Counts and logs each finished request.
package struct RequestObserver: ServerObserver {
    private let meters: ServiceMeters
    private let logger: Logger

    package init(meters: ServiceMeters, logger: Logger) {
        self.meters = meters
        self.logger = logger
    }

    package func connectionOpened() {
        meters.openedConnections.increase()
        meters.connections.move(by: 1)
    }

    package func connectionClosed() { meters.connections.move(by: -1) }

    package func finished(_ exchange: FinishedExchange) {
        // A route's template and not its path: series are bounded by the code, not by clients.
        let route = exchange.routeTemplate ?? "none"
        let method = exchange.method?.rawValue ?? "none"
        meters.requests.with(method, route, String(exchange.status)).increase()
        meters.durations.with(route).observe(exchange.durationNanoseconds)
        meters.receivedBytes.increase(by: UInt64(max(0, exchange.receivedBytes)))
        meters.sentBytes.increase(by: UInt64(max(0, exchange.sentBytes)))
        logger.info(
            "request",
            metadata: [
                "requestID": "\(exchange.requestID)", "peer": "\(exchange.peer)",
                "method": "\(method)", "path": "\(exchange.path)", "status": "\(exchange.status)",
                "receivedBytes": "\(exchange.receivedBytes)", "sentBytes": "\(exchange.sentBytes)",
                "microseconds": "\(exchange.durationNanoseconds / 1000)",
            ])
    }

    package func failed(requestID: RequestID, error: any Error) {
        // What a client did wrong is in its answer; the log is for what we did wrong.
        guard Problems.problem(for: error).status.rawValue >= 500 else { return }
        if RequestObserver.isFailedDisk(error) {
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
        case BlobError.medium, SQLError.io: true
        default: false
        }
    }
}
