internal import Glibc
internal import Synchronization

/// A thread of our own, which may block (pthread_create(3)). Runs on alone when nobody joins it.
package final class JoinableThread: Sendable {
    private let thread: pthread_t
    private let isJoined = Atomic(false)

    /// Starts `body` on a new thread.
    package init(_ body: @escaping @Sendable () -> Void) throws(Errno) {
        let start = Unmanaged.passRetained(Start(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { pointer in
                // Only nil in the signature: it is the pointer passed below.
                if let pointer { Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue().body() }
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw Errno(rawValue: code)
        }
        self.thread = thread
    }

    deinit {
        if !isJoined.load(ordering: .acquiring) { pthread_detach(thread) }
    }

    /// Waits until the body has returned; at once when somebody has waited already.
    package func join() {
        if !isJoined.exchange(true, ordering: .acquiringAndReleasing) { pthread_join(thread, nil) }
    }

    private final class Start: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
