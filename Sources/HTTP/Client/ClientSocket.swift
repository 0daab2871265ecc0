internal import Glibc
internal import Posix

/// A non-blocking stream socket to a server, and the waits of a program that has nothing else to do.
struct ClientSocket: ~Copyable {
    /// What a wait may end with.
    struct Readiness: OptionSet {
        let rawValue: Int16
        static let readable = Readiness(rawValue: Int16(POLLIN))
        static let writable = Readiness(rawValue: Int16(POLLOUT))
    }

    /// What a read found.
    enum Received {
        case bytes([UInt8])
        case end
        case nothingYet
    }

    private let descriptor: FileDescriptor

    /// Connects to the first address of the server that takes the connection.
    init(to url: ClientURL, limits: ClientLimits) throws(ClientError) {
        let deadline = MonotonicMilliseconds.now + Int64(limits.connectTimeoutSeconds) * 1000
        var reason = ClientError.unresolvable(host: url.host, code: EAI_NONAME)
        for address in try ClientSocket.resolve(url).prefix(limits.addresses) {
            do throws(ClientError) {
                descriptor = try ClientSocket.connect(
                    to: address, before: deadline, limits: limits)
                return
            } catch {
                reason = error
            }
        }
        throw reason
    }

    /// Waits until one of `events` (or a failure of the connection) can be handled.
    ///
    /// - Returns: what is ready; empty when the time is over. A failed connection is ready for
    ///   everything: the next call then says what is wrong with it.
    func wait(for events: Readiness, milliseconds: Int) throws(Errno) -> Readiness {
        try ClientSocket.wait(on: descriptor, for: events, milliseconds: milliseconds)
    }

    /// - Returns: the bytes taken; 0 when the socket takes none now.
    func send(_ bytes: ArraySlice<UInt8>) throws(Errno) -> Int {
        do throws(Errno) {
            return try Errno.check {
                bytes.withUnsafeBytes { buffer in  // unsafe: lent to send(2) for the call only
                    Glibc.send(
                        descriptor.rawValue, buffer.baseAddress, buffer.count, CInt(MSG_NOSIGNAL))
                }
            }
        } catch {
            if error == .wouldBlock { return 0 }
            throw error
        }
    }

    func receive(byteLimit: Int) throws(Errno) -> Received {
        var count = 0
        do throws(Errno) {
            var bytes = [UInt8](repeating: 0, count: byteLimit)
            count = try Errno.check {
                bytes.withUnsafeMutableBytes { buffer in  // unsafe: lent to recv(2) for the call
                    recv(descriptor.rawValue, buffer.baseAddress, buffer.count, 0)
                }
            }
            guard count > 0 else { return .end }
            bytes.removeLast(bytes.count - count)
            return .bytes(bytes)
        } catch {
            if error == .wouldBlock { return .nothingYet }
            throw error
        }
    }
}

/// Milliseconds of a clock that nobody sets back.
enum MonotonicMilliseconds {
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Waits without a descriptor.
    static func pause(_ milliseconds: Int) {
        let end = now + Int64(milliseconds)
        while now < end { _ = poll(nil, 0, CInt(clamping: end - now)) }
    }
}

extension ClientSocket {
    /// A socket address of any family, as bytes.
    private struct Address {
        let family: CInt
        let bytes: [UInt8]
    }

    private static func resolve(_ url: ClientURL) throws(ClientError) -> [Address] {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?  // unsafe: getaddrinfo(3) owns the list
        let code = getaddrinfo(url.host, String(url.port), &hints, &list)
        guard code == 0 else { throw .unresolvable(host: url.host, code: code) }
        defer { freeaddrinfo(list) }
        var addresses: [Address] = []
        var next = list
        while let entry = next?.pointee {
            if let address = entry.ai_addr {
                let bytes = UnsafeRawBufferPointer(  // unsafe: copied before the list is freed
                    start: address, count: Int(entry.ai_addrlen))
                addresses.append(Address(family: entry.ai_family, bytes: Array(bytes)))
            }
            next = entry.ai_next
        }
        return addresses
    }

    private static func connect(
        to address: Address, before deadline: Int64, limits: ClientLimits
    ) throws(ClientError) -> FileDescriptor {
        do throws(Errno) {
            let descriptor = FileDescriptor(owning: try open(address.family))
            if try begin(descriptor, address) { return descriptor }
            let remaining = max(0, deadline - MonotonicMilliseconds.now)
            let ready = try wait(on: descriptor, for: .writable, milliseconds: Int(remaining))
            guard !ready.isEmpty else {
                throw Errno.timedOut
            }
            var code: CInt = 0
            var length = socklen_t(MemoryLayout<CInt>.size)
            _ = try Errno.check {
                getsockopt(descriptor.rawValue, SOL_SOCKET, SO_ERROR, &code, &length)
            }
            guard code == 0 else { throw Errno(rawValue: code) }
            return descriptor
        } catch {
            if error == .timedOut {
                throw .connectTimedOut(seconds: limits.connectTimeoutSeconds)
            }
            throw .unreachable(error)
        }
    }

    private static func open(_ family: CInt) throws(Errno) -> CInt {
        let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        let descriptor = try Errno.check { socket(family, CInt(kind), 0) }
        // A request is written in one piece: waiting for more only delays its last packet.
        var on: CInt = 1
        _ = setsockopt(
            descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
        return descriptor
    }

    // Whether the connection was there at once.
    private static func begin(_ descriptor: borrowing FileDescriptor, _ address: Address)
        throws(Errno) -> Bool
    {
        let number = descriptor.rawValue
        let result = address.bytes.withUnsafeBytes { buffer in  // unsafe: lent to connect(2)
            buffer.withMemoryRebound(to: sockaddr.self) { address in
                Glibc.connect(number, address.baseAddress, socklen_t(buffer.count))
            }
        }
        if result == 0 { return true }
        let reason = Errno.last
        // An interrupted connect goes on in the background, like one that would block.
        guard reason.rawValue == EINPROGRESS || reason == .interrupted else { throw reason }
        return false
    }

    private static func wait(
        on descriptor: borrowing FileDescriptor, for events: Readiness, milliseconds: Int
    ) throws(Errno) -> Readiness {
        var entry = pollfd(fd: descriptor.rawValue, events: events.rawValue, revents: 0)
        let count = try Errno.check { poll(&entry, 1, CInt(clamping: milliseconds)) }
        guard count > 0 else { return [] }
        let failed = Int16(POLLERR) | Int16(POLLHUP) | Int16(POLLNVAL)
        if entry.revents & failed != 0 { return events }
        return Readiness(rawValue: entry.revents).intersection(events)
    }
}
