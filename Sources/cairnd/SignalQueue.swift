internal import Glibc
internal import Posix

/// The signals of the process, for one reader at a time.
final class SignalQueue: Sendable {
    private let signals: Signals

    init(_ signals: consuming Signals) { self.signals = signals }

    /// Waits for the next one.
    func next() throws(Errno) -> Signals.Signal { try signals.next() }

    /// Ends the process at the next signal to end, without a word more: whoever sends a second one
    /// does not want to wait for what is in flight.
    func endAtNext() throws(Errno) {
        _ = try NativeThread.start(name: "second signal") { [self] in
            while let signal = try? next() {
                // As the shell says it of a program that a signal has ended.
                if signal != .hangup { _exit(128 + signal.rawValue) }
            }
        }
    }
}
