internal import CShims
internal import Glibc

/// Wakes a thread that waits in ``Epoll`` (eventfd(2)).
package final class Wakeup: Sendable {
    private let descriptor: FileDescriptor

    package init() throws(Errno) {
        descriptor = FileDescriptor(owning: try Errno.check { cshims_eventfd() })
    }

    /// For registration: readable while a signal has not been taken.
    package var rawDescriptor: CInt { descriptor.rawValue }

    /// Any thread may call this. Signals that nobody has taken yet are one.
    package func signal() {
        var one: UInt64 = 1
        // A full counter fails with EAGAIN: then the waiter is awake anyway.
        _ = write(descriptor.rawValue, &one, MemoryLayout<UInt64>.size)
    }

    /// Makes the descriptor unreadable again.
    package func take() {
        var count: UInt64 = 0
        _ = read(descriptor.rawValue, &count, MemoryLayout<UInt64>.size)
    }
}
