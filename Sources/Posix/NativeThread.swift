internal import CShims
internal import Glibc
internal import Synchronization

/// A thread of the operating system that runs one function, and runs on alone when nobody joins it.
///
/// It never gets SIGPIPE.
package final class NativeThread: Sendable {
    private final class Start {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private let handle: Mutex<pthread_t?>

    private init(_ handle: pthread_t) { self.handle = Mutex(handle) }

    /// - Parameter name: for top(1) and debuggers; 15 bytes count.
    package static func start(
        name: String, _ body: @escaping @Sendable () -> Void
    ) throws(Errno) -> NativeThread {
        var handle = pthread_t()
        // The thread takes over the reference: C can only carry a pointer.
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        let failure = pthread_create(
            &handle, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                cshims_block_broken_pipe()
                cshims_name_thread(start.name)
                start.body()
                return nil
            }, start.toOpaque())
        guard failure == 0 else {
            start.release()
            throw Errno(rawValue: failure)
        }
        return NativeThread(handle)
    }

    /// Lets others go first where the calling thread and they want the same processor.
    package static func yieldToOthers() { cshims_lower_priority() }

    deinit {
        if let handle = handle.withLock({ $0 }) { pthread_detach(handle) }
    }

    /// Waits until the function has returned. Once; later calls return at once.
    ///
    /// A thread that lets go of what owns it cannot wait for itself: it ends alone then.
    package func join() {
        let handle = handle.withLock { handle in
            defer { handle = nil }
            return handle
        }
        guard let handle else { return }
        if pthread_equal(handle, pthread_self()) != 0 {
            pthread_detach(handle)
        } else {
            pthread_join(handle, nil)
        }
    }
}
