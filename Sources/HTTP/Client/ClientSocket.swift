internal import Glibc
internal import Posix
internal import TLS

/// A socket to a server, and the waits of a program that has nothing else to do.
struct ClientSocket: ~Copyable {
    /// What a wait is for, and may end with.
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

    private let transport: Transport

    /// Connects to the first address of the server that takes the connection, and shakes hands.
    ///
    /// - Parameter tls: for a secure URL.
    init(to url: ClientURL, limits: ClientLimits, tls: TLSContext?) throws(ClientError) {
        let end = ClientSocket.nowMilliseconds + Int64(limits.connectTimeoutSeconds) * 1000
        let socket = try ClientSocket.connect(to: url, limits: limits)
        guard let tls else {
            transport = .plain(socket)
            return
        }
        let session: TLSSession
        do throws(TLSError) {
            session = try TLSSession.connecting(socket, to: url.host, with: tls)
        } catch {
            throw .untrusted(reason: "\(error)")
        }
        try ClientSocket.shakeHands(session, until: end, limits)
        transport = .secure(session)
    }

    private static func connect(to url: ClientURL, limits: ClientLimits) throws(ClientError)
        -> Socket
    {
        let end = ClientSocket.nowMilliseconds + Int64(limits.connectTimeoutSeconds) * 1000
        var reason = ClientError.unresolvable(host: url.host, code: EAI_NONAME)
        for address in try ClientSocket.resolve(url).prefix(limits.addresses) {
            do throws(Errno) {
                let patience = max(0, end - ClientSocket.nowMilliseconds)
                return try ClientSocket.connect(to: address, milliseconds: Int(patience))
            } catch {
                reason =
                    error == .timedOut
                    ? .connectTimedOut(seconds: limits.connectTimeoutSeconds) : .unreachable(error)
            }
        }
        throw reason
    }

    private static func shakeHands(
        _ session: borrowing TLSSession, until end: Int64, _ limits: ClientLimits
    ) throws(ClientError) {
        do throws(Errno) {
            while try !session.shakeHands() {
                let patience = Int(max(0, end - nowMilliseconds))
                let ready = try wait(
                    on: session.rawDescriptor, for: .readable, milliseconds: patience)
                guard !ready.isEmpty else { throw .timedOut }
            }
        } catch {
            if error == .timedOut { throw .connectTimedOut(seconds: limits.connectTimeoutSeconds) }
            if let reason = session.verificationFailure { throw .untrusted(reason: reason) }
            throw .handshakeFailed(error)
        }
    }

    /// Milliseconds of a clock that nobody sets back.
    static var nowMilliseconds: Int64 { Int64(Clock.monotonicNanoseconds / 1_000_000) }

    /// Waits without a socket.
    static func pause(milliseconds: Int) {
        let end = nowMilliseconds + Int64(milliseconds)
        while nowMilliseconds < end { _ = poll(nil, 0, CInt(clamping: end - nowMilliseconds)) }
    }

    /// Waits until one of `events` (or a failure of the connection) can be handled.
    ///
    /// - Returns: what is ready; empty when the time is over. A failed connection is ready for
    ///   everything: the next call then says what is wrong with it.
    func wait(for events: Readiness, milliseconds: Int) throws(Errno) -> Readiness {
        guard transport.isSecure else {
            return try ClientSocket.wait(
                on: transport.rawDescriptor, for: events, milliseconds: milliseconds)
        }
        let end = ClientSocket.nowMilliseconds + Int64(milliseconds)
        while true {
            if events.contains(.readable), transport.hasInput { return .readable }
            let patience = Int(max(0, end - ClientSocket.nowMilliseconds))
            let ready = try ClientSocket.wait(
                on: transport.rawDescriptor, for: events, milliseconds: patience)
            // Bytes of the socket that are TLS's own are nothing to read.
            if ready.isEmpty || ready.contains(.writable) { return ready.subtracting(.readable) }
        }
    }

    /// - Returns: the bytes taken; 0 when the socket takes none now.
    func send(_ bytes: ArraySlice<UInt8>) throws(Errno) -> Int {
        let result: Result<Int, Errno> = bytes.withUnsafeBytes { buffer in  // unsafe: lent
            Result { () throws(Errno) in try transport.send(buffer, expectsMore: false) }
        }
        if case .failure(.wouldBlock) = result { return 0 }
        return try result.get()
    }

    func receive(byteLimit: Int) throws(Errno) -> Received {
        var bytes = [UInt8](repeating: 0, count: byteLimit)
        let result: Result<Int, Errno> = bytes.withUnsafeMutableBytes { buffer in  // unsafe: lent
            Result { () throws(Errno) in try transport.receive(into: buffer) }
        }
        if case .failure(.wouldBlock) = result { return .nothingYet }
        let count = try result.get()
        guard count > 0 else { return .end }
        bytes.removeLast(bytes.count - count)
        return .bytes(bytes)
    }

    private static func connect(to address: SocketAddress, milliseconds: Int) throws(Errno)
        -> Socket
    {
        let socket = try Socket.connecting(to: address)
        let ready = try wait(on: socket.rawDescriptor, for: .writable, milliseconds: milliseconds)
        guard !ready.isEmpty else { throw .timedOut }
        if let failure = socket.failure { throw failure }
        return socket
    }

    private static func wait(
        on descriptor: CInt, for events: Readiness, milliseconds: Int
    ) throws(Errno) -> Readiness {
        var entry = pollfd(fd: descriptor, events: events.rawValue, revents: 0)
        let count = try Errno.check { poll(&entry, 1, CInt(clamping: milliseconds)) }
        guard count > 0 else { return [] }
        let failed = Int16(POLLERR) | Int16(POLLHUP) | Int16(POLLNVAL)
        if entry.revents & failed != 0 { return events }
        return Readiness(rawValue: entry.revents).intersection(events)
    }

    private static func resolve(_ url: ClientURL) throws(ClientError) -> [SocketAddress] {
        if let address = SocketAddress(host: url.host, port: url.port) { return [address] }
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?  // unsafe: getaddrinfo(3) owns the list
        let code = getaddrinfo(url.host, nil, &hints, &list)
        guard code == 0 else { throw .unresolvable(host: url.host, code: code) }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let entry = next?.pointee {
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            let code = getnameinfo(
                entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0,
                NI_NUMERICHOST)
            let host = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            let address = SocketAddress(host: String(decoding: host, as: UTF8.self), port: url.port)
            if code == 0, let address { addresses.append(address) }
            next = entry.ai_next
        }
        return addresses
    }
}
