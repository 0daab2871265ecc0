import Blobs
package import HTTP
package import Logging
import Posix
import SQL
import Synchronization
import Telemetry

/// Counts connections and logs what fails; each loop's requests are counted by its own recorder.
package final class RequestObserver: ServerObserver {
    private let meters: ServiceMeters
    private let logger: Logger
    /// Whether the operator was told that the disk failed: once is enough.
    private let hasToldOfDisk = Atomic(false)
    private let refusals = Repeated<ConnectionRefusal>()

    package init(meters: ServiceMeters, logger: Logger) {
        self.meters = meters
        self.logger = logger
        wantsPaths = logger.logLevel <= .info
    }

    /// Only the log has paths.
    package let wantsPaths: Bool

    package func connectionOpened() {
        meters.openedConnections.increase()
        meters.connections.move(by: 1)
    }

    package func connectionClosed(_ reason: CloseReason) {
        meters.connections.move(by: -1)
        meters.closedConnections.with(reason.rawValue).increase()
    }

    package func connectionRefused(_ reason: ConnectionRefusal) {
        meters.refusedConnections.with(reason.rawValue).increase()
        guard let earlier = refusals.note(reason, atNanoseconds: Clock.monotonicNanoseconds) else {
            return
        }
        logger.warning(
            "connections are refused",
            metadata: ["limit": "\(reason.rawValue)", "heldBack": "\(earlier)"])
    }

    package func recorder(ofLoop index: Int) -> any LoopRecorder {
        meters.families.makeRecorder()
    }

    package func failed(requestID: RequestID, trace: TraceContext?, error: any Error) {
        // What a client did wrong is in its answer; the log is for what we did wrong.
        guard Problems.problem(for: error).status.rawValue >= 500 else { return }
        var metadata: Logger.Metadata = ["requestID": "\(requestID)", "error": "\(error)"]
        if let trace {
            metadata["trace"] = "\(trace.traceText)"
            metadata["parent"] = "\(trace.parentText)"
        }
        if RequestObserver.isFailedDisk(error),
            !hasToldOfDisk.exchange(true, ordering: .relaxed)
        {
            logger.critical(
                "the disk failed; nothing is written until it is mended and the daemon restarted",
                metadata: metadata)
            return
        }
        logger.error("request failed", metadata: metadata)
    }

    private static func isFailedDisk(_ error: any Error) -> Bool {
        switch error {
        case BlobError.medium(let reason): !reason.isOutOfDescriptors
        case BlobError.unusable, SQLError.io, SQLError.unusable: true
        default: false
        }
    }
}
