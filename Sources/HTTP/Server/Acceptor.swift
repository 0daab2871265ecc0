internal import Posix
internal import Synchronization

/// Accepts connections on its own thread and gives each to the least loaded loop.
///
/// By load and not by hash: training jobs are few and heavy, and of eight connections hashed over
/// two loops, one loop gets six or more in 29 % of cases.
final class Acceptor: Sendable {
    /// Where it listens, with the real port.
    let address: SocketAddress?
    private let listener: Mutex<Socket?>
    private let loops: [EventLoop]
    private let places = ConnectionPlaces()
    private let context: Mutex<ServiceContext>
    private let wakeup: Wakeup
    private let isStopping = Atomic(false)

    init(
        _ listener: consuming Socket, loops: [EventLoop], context: ServiceContext
    ) throws(Errno) {
        address = listener.localAddress
        self.listener = Mutex(listener)
        self.loops = loops
        self.context = Mutex(context)
        wakeup = try Wakeup()
    }

    /// Counts and refuses by other limits from now on.
    func use(_ context: ServiceContext) { self.context.withLock { $0 = context } }

    /// Ends ``run()`` soon.
    func stop() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        wakeup.signal()
    }

    /// Accepts until ``stop()``, and then closes the listener. Once.
    func run() throws(Errno) {
        guard let listener = listener.withLock({ $0.take() }) else { return }
        var epoll = try Epoll()
        try epoll.addReadable(listener.rawDescriptor, token: 1)
        try epoll.addReadable(wakeup.rawDescriptor, token: 2)
        var pause = try Epoll()
        try pause.addReadable(wakeup.rawDescriptor, token: 2)
        var spare = SpareDescriptor()
        while !isStopping.load(ordering: .sequentiallyConsistent) {
            _ = epoll.wait(timeoutMilliseconds: -1)
            if !acceptAll(listener, &spare) {
                // Not even the spare is left: waiting is better than asking again at once.
                _ = pause.wait(timeoutMilliseconds: Acceptor.pauseMilliseconds)
            }
        }
    }

    // Long enough to leave the processor alone, short enough not to be noticed.
    private static let pauseMilliseconds = 50

    /// Accepts all that wait; false when the one in front can neither be taken nor shed.
    private func acceptAll(
        _ listener: borrowing Socket, _ spare: inout SpareDescriptor
    ) -> Bool {
        let context = context.withLock { $0 }
        for _ in 0..<context.limits.backlog {
            do throws(Errno) {
                guard let accepted = try listener.accept() else { return true }
                let peer = accepted.peer
                receive(accepted.takeSocket(), peer, context)
            } catch {
                // The connection that nothing is left for is taken with the spare and closed, for
                // else it would stay first in the queue and wake this thread for ever. Other
                // errors are those of a connection that has gone again (accept(2)).
                guard error.isOutOfDescriptors else { return true }
                context.observer.connectionRefused(.openFiles)
                return spare.shed(listener)
            }
        }
        return true
    }

    private func receive(
        _ socket: consuming Socket, _ peer: SocketAddress, _ context: ServiceContext
    ) {
        let refusal: ConnectionRefusal?
        switch places.admit(peer.network, limits: context.limits) {
        case .served: refusal = nil
        case .told(let reason): refusal = reason
        case .dropped(let reason):
            context.observer.connectionRefused(reason)
            return
        }
        if let refusal { context.observer.connectionRefused(refusal) }
        let arrived = ArrivedSocket(socket, peer: peer, refusal: refusal, in: places)
        guard let loop = loops.min(by: { $0.connectionCount < $1.connectionCount }) else { return }
        loop.noteConnections(1)
        loop.post(.adopt(arrived))
    }
}

/// A descriptor kept for the moment when there is none left.
private struct SpareDescriptor: ~Copyable {
    private var descriptor: FileDescriptor? = try? FileDescriptor.ofNull()

    /// Takes one waiting connection and closes it; false when that cannot be done.
    mutating func shed(_ listener: borrowing Socket) -> Bool {
        descriptor = nil
        let isShed: Bool
        do throws(Errno) {
            _ = try listener.accept()
            isShed = true
        } catch {
            isShed = false
        }
        descriptor = try? FileDescriptor.ofNull()
        return isShed
    }
}
