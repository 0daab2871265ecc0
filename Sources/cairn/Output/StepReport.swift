import Posix

/// Says to standard error which step of the server's work is under way: on a terminal in one line
/// that is redrawn, elsewhere a line every five seconds.
final class StepReport {
    private static let secondsBetweenLines: UInt64 = 5

    private var saidNanoseconds: UInt64?
    private var hasLine = false

    func show(step: String?, done: Int?, total: Int?) {
        guard let step else { return }
        var words = Terminal.safe(step)
        if let done { words += "  \(Quantity.count(Int64(done)))" }
        if let total { words += " of \(Quantity.count(Int64(total)))" }
        if Terminal.isErrorInteractive {
            hasLine = true
            Terminal.writeError("\r\(words.prefix(max(0, Terminal.columns - 1)))\u{1B}[K")
            return
        }
        let now = Clock.monotonicNanoseconds
        let pause = StepReport.secondsBetweenLines * 1_000_000_000
        if let saidNanoseconds, now - saidNanoseconds < pause { return }
        saidNanoseconds = now
        Terminal.writeError(words + "\n")
    }

    func finish() {
        if hasLine { Terminal.writeError("\r\u{1B}[K") }
        hasLine = false
    }
}
