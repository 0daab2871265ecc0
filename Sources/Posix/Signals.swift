internal import CShims
internal import Glibc

/// Signals as something to read (signalfd(2)) instead of something that interrupts.
package struct Signals: ~Copyable, Sendable {
    package enum Signal: Int32, Sendable, CaseIterable {
        case terminate = 15
        case interrupt = 2
        case hangup = 1
    }

    private let descriptor: FileDescriptor

    /// Blocks `signals` for this thread and those it starts: call it first in the program.
    package init(_ signals: [Signal]) throws(Errno) {
        let numbers = signals.map(\.rawValue)
        descriptor = FileDescriptor(
            owning: try Errno.check { cshims_signalfd(numbers, CInt(numbers.count)) })
    }

    /// Readable when one has come, for those who wait for other things as well.
    package var rawDescriptor: CInt { descriptor.rawValue }

    /// Waits for the next of them.
    package func next() throws(Errno) -> Signal {
        while true {
            let number = try Errno.check { cshims_signal_read(descriptor.rawValue) }
            if let signal = Signal(rawValue: number) { return signal }
        }
    }
}
