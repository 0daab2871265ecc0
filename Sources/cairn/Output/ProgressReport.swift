import Posix

/// Says a ``ProgressBar`` to standard error as time goes by.
final class ProgressReport {
    private var bar: ProgressBar
    private var doneBytes: Int64 = 0
    private var hasEnded = false

    init(label: String, totalBytes: Int64?) {
        let style: ProgressBar.Style =
            Terminal.isErrorInteractive ? .terminal(columns: Terminal.columns) : .lines
        bar = ProgressBar(
            label: Terminal.safe(label), totalBytes: totalBytes, style: style,
            nowMilliseconds: ProgressReport.nowMilliseconds)
    }

    func advance(toBytes bytes: Int64) {
        doneBytes = bytes
        let now = ProgressReport.nowMilliseconds
        if let text = bar.advanced(toBytes: bytes, nowMilliseconds: now) {
            Terminal.writeError(text)
        }
    }

    func finish() {
        hasEnded = true
        let now = ProgressReport.nowMilliseconds
        Terminal.writeError(bar.finished(atBytes: doneBytes, nowMilliseconds: now))
    }

    deinit {
        if !hasEnded { Terminal.writeError(bar.abandoned()) }
    }

    private static var nowMilliseconds: Int64 {
        Int64(Clock.monotonicNanoseconds / 1_000_000)
    }
}
