import Glibc
import Posix

/// A terminal that shows one screen after the other, and is as it was when the value goes away.
///
/// The screen beside the usual one is used (xterm's 1049), keys come at once and unseen; Ctrl-C is
/// a key too, so that it ends the program in order.
final class TopTerminal {
    private let before: termios

    private static let enter = "\u{1B}[?1049h\u{1B}[?25l"
    private static let leave = "\u{1B}[?25h\u{1B}[?1049l"

    /// Nil when standard input or output is no terminal.
    init?() {
        var before = termios()
        guard isatty(STDOUT_FILENO) == 1, tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
        self.before = before
        var mode = before
        mode.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &mode)
        try? Terminal.write(TopTerminal.enter)
    }

    deinit {
        try? Terminal.write(TopTerminal.leave)
        var before = before
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
    }

    /// Columns and rows now; 80 by 24 when the terminal does not say.
    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
        else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Shows these lines in place of those before: each line is overwritten and the rest of it
    /// erased, so that nothing flickers.
    func show(_ lines: [String]) throws(Failure) {
        let text = lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n")
        try Terminal.write("\u{1B}[H" + text + "\u{1B}[J")
    }
}

/// Waits for the next reading, or for the end.
struct TopPause: ~Copyable {
    private let signals: Signals

    init() throws(Failure) {
        do throws(Errno) {
            signals = try Signals([.terminate, .interrupt, .hangup])
        } catch {
            throw .inputOutput(path: "signals", error)
        }
    }

    // Ctrl-C, Ctrl-D and q.
    private static let endingKeys: Set<UInt8> = [3, 4, UInt8(ascii: "q"), UInt8(ascii: "Q")]

    /// Waits until the clock shows `deadline`; false when a person or the system wants the end.
    ///
    /// - Parameter readsKeys: whether standard input is a terminal that sends keys.
    func wait(untilNanoseconds deadline: UInt64, readsKeys: Bool) -> Bool {
        while true {
            let now = Clock.monotonicNanoseconds
            guard now < deadline else { return true }
            var sources = [
                pollfd(fd: signals.rawDescriptor, events: Int16(POLLIN), revents: 0),
                // A negative descriptor is passed over (poll(2)).
                pollfd(fd: readsKeys ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
            ]
            let milliseconds = CInt(clamping: (deadline - now) / 1_000_000 + 1)
            guard poll(&sources, nfds_t(sources.count), milliseconds) > 0 else { continue }
            if sources[0].revents != 0 { return false }
            if sources[1].revents != 0, isEnding(readKey()) { return false }
        }
    }

    private func isEnding(_ key: UInt8?) -> Bool {
        key.map(TopPause.endingKeys.contains) ?? true
    }

    // Nil at the end of the input.
    private func readKey() -> UInt8? {
        var key: UInt8 = 0
        return read(STDIN_FILENO, &key, 1) == 1 ? key : nil
    }
}
