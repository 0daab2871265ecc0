internal import CShims

/// A set of descriptors whose readiness is awaited together (epoll(7)). Of one thread.
package struct Epoll: ~Copyable {
    /// What has become possible on a descriptor.
    package struct Readiness: OptionSet, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let readable = Readiness(rawValue: UInt32(CSHIMS_READABLE))
        package static let writable = Readiness(rawValue: UInt32(CSHIMS_WRITABLE))
        /// The peer has sent its last byte; there may be bytes before it.
        package static let readHangup = Readiness(rawValue: UInt32(CSHIMS_READ_HANGUP))
        /// Gone in both directions, or failed.
        package static let hangup = Readiness(rawValue: UInt32(CSHIMS_HANGUP))

        // In words, for those who ask for each report: a set's own functions are generic, and slow
        // across modules.
        package var isReadable: Bool { rawValue & UInt32(CSHIMS_READABLE) != 0 }
        package var isWritable: Bool { rawValue & UInt32(CSHIMS_WRITABLE) != 0 }
        package var isReadHangup: Bool { rawValue & UInt32(CSHIMS_READ_HANGUP) != 0 }
        package var isHangup: Bool { rawValue & UInt32(CSHIMS_HANGUP) != 0 }
    }

    /// Reports taken by one wait; more wait for the next.
    package static let eventsPerWait = 512

    private let descriptor: FileDescriptor
    private var events: [cshims_event]
    private var count = 0

    package init() throws(Errno) {
        descriptor = FileDescriptor(owning: try Errno.check { cshims_epoll_create() })
        events = Array(repeating: cshims_event(), count: Epoll.eventsPerWait)
    }

    /// Registers a socket once and for everything, edge-triggered: a report comes when something
    /// changes, so one reads and writes until the socket is dry or full, or remembers not to have.
    package func addSocket(_ socket: CInt, token: UInt64) throws(Errno) {
        _ = try Errno.check { cshims_epoll_add_socket(descriptor.rawValue, socket, token) }
    }

    /// Registers for reading, level-triggered: reported as long as it is readable.
    package func addReadable(_ other: CInt, token: UInt64) throws(Errno) {
        _ = try Errno.check { cshims_epoll_add_readable(descriptor.rawValue, other, token) }
    }

    /// Waits for reports and returns how many there are: none after `timeoutMilliseconds` or a
    /// signal. Negative waits for ever.
    package mutating func wait(timeoutMilliseconds: Int) -> Int {
        let timeout = CInt(clamping: timeoutMilliseconds)
        let result = cshims_epoll_wait(
            descriptor.rawValue, &events, CInt(Epoll.eventsPerWait), timeout)
        count = max(0, Int(result))
        return count
    }

    /// A report of the last wait.
    package func event(_ index: Int) -> (token: UInt64, readiness: Readiness) {
        precondition(index < count, "only the reports of the last wait exist")
        return (events[index].token, Readiness(rawValue: events[index].readiness))
    }
}
