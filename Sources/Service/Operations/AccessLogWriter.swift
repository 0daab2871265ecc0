import Glibc
import Logging
import Posix

/// The thread of the access log.
struct AccessLogWriter: ~Copyable {
    // As much as one write takes.
    private static let bufferByteCount = 64 * 1024
    // Between two complaints of lost lines.
    private static let complaintNanoseconds: UInt64 = 60_000_000_000

    // For a reader that is slow, at the end.
    private static let graceNanoseconds: UInt64 = 1_000_000_000

    private let log: AccessLog
    private var sink: AccessLogSink
    private let buffer: UnsafeMutableRawBufferPointer  // unsafe: owned; lent to take and write(2)
    private var toldLostCount = 0
    private var toldNanoseconds: UInt64?
    private var lastFailure: Errno?
    /// When the end waits no longer for a reader.
    private var endNanoseconds: UInt64?

    init(log: AccessLog, sink: consuming AccessLogSink) {
        self.log = log
        self.sink = sink
        buffer = .allocate(byteCount: AccessLogWriter.bufferByteCount, alignment: 64)
    }

    deinit { buffer.deallocate() }

    mutating func run() {
        while true {
            let wish = log.gather()
            // What came before the wish goes where it belongs.
            writeAll()
            if wish == .reopen { reopen() }
            complain()
            if wish == .end { break }
        }
        log.noteEnd()
    }

    private mutating func writeAll() {
        for ring in log.allRings {
            while case let count = ring.take(into: buffer), count > 0 {
                write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }

    // A pipe gets pieces that end where a line ends.
    private mutating func write(_ lines: UnsafeRawBufferPointer) {
        var rest = lines[...]
        while !rest.isEmpty {
            var piece = rest
            if !sink.isFile, rest.count > AccessLine.byteLimit {
                piece = rest.prefix(AccessLine.byteLimit)
                let end = piece.lastIndex(of: UInt8(ascii: "\n")) ?? piece.endIndex - 1
                piece = rest[...end]
            }
            do throws(Errno) {
                let count = try sink.write(UnsafeRawBufferPointer(rebasing: piece))
                rest = rest.dropFirst(count)
                lastFailure = nil
            } catch {
                // A reader may come back; the end of the daemon does not wait for it.
                if error == .wouldBlock, mayWait() { continue }
                lastFailure = error
                log.noteUnwritten(rest.reduce(0) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 })
                return
            }
        }
    }

    private mutating func mayWait() -> Bool {
        guard log.isStopped else { return true }
        let now = Clock.monotonicNanoseconds
        let end = endNanoseconds ?? now + AccessLogWriter.graceNanoseconds
        endNanoseconds = end
        if now >= end { sink.pollMilliseconds = 0 }
        return now < end
    }

    private mutating func reopen() {
        do throws(Errno) {
            try sink.open()
        } catch {
            log.logger.error(
                "the access log cannot be opened again; the old file is written on",
                metadata: ["path": "\(sink.path ?? "stderr")", "error": "\(error)"])
        }
    }

    private mutating func complain() {
        let (lost, now) = (log.lostCount, Clock.monotonicNanoseconds)
        guard lost > toldLostCount else { return }
        if let told = toldNanoseconds, now - told < AccessLogWriter.complaintNanoseconds { return }
        log.logger.warning(
            "lines of the access log are lost",
            metadata: [
                "lines": "\(lost - toldLostCount)",
                "error": "\(lastFailure.map { "\($0)" } ?? "it is written too slowly")",
            ])
        (toldLostCount, toldNanoseconds) = (lost, now)
    }
}
