import Glibc

@testable import HTTP

/// A client that sends exactly the bytes it is told to, and waits at most some seconds.
final class RawClient {
    struct Response: Equatable {
        var status = 0
        var fields: [(name: String, value: String)] = []
        var body: [UInt8] = []
        /// The lines behind the last chunk.
        var trailers: [String] = []

        subscript(name: String) -> String? {
            fields.first { Grammar.equalsIgnoringCase($0.name, name) }?.value
        }
        var text: String { String(decoding: body, as: UTF8.self) }

        static func == (left: Response, right: Response) -> Bool {
            left.status == right.status && left.body == right.body
        }
    }

    struct Failure: Error {
        let reason: String
    }

    private let descriptor: CInt
    private var buffered: [UInt8] = []

    /// - Parameter receiveBufferByteCount: a small one makes a slow reader.
    init(port: UInt16, receiveBufferByteCount: CInt? = nil) throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        if var count = receiveBufferByteCount {
            setsockopt(
                descriptor, SOL_SOCKET, SO_RCVBUF, &count, socklen_t(MemoryLayout<CInt>.size))
        }
        // Pieces of a request leave at once: they are what a test is about.
        var isOn: CInt = 1
        setsockopt(
            descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &isOn,
            socklen_t(MemoryLayout<CInt>.size))
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(reason: "connect: \(errno)") }
    }

    deinit { Glibc.close(descriptor) }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(reason: "send: \(errno)") }
            sent += count
        }
    }

    func finishSending() { shutdown(descriptor, CInt(SHUT_WR)) }

    /// Closes with a reset instead of an end.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        shutdown(descriptor, CInt(SHUT_RDWR))
    }

    /// Whether the server ends the connection, or has, without another byte.
    func isClosedByServer() -> Bool {
        guard buffered.isEmpty else { return false }
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, 0) <= 0 && errno != EAGAIN
    }

    /// Whether nothing arrives for that long.
    func isSilent(milliseconds: CInt) -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return buffered.isEmpty && poll(&waiting, 1, milliseconds) == 0
    }

    /// Everything until the server ends the connection.
    func readToEnd() throws -> [UInt8] {
        while try fill() {}
        defer { buffered = [] }
        return buffered
    }

    /// Reads one response, of whatever framing.
    func response(to method: String = "GET") throws -> Response {
        var response = Response()
        let lines = try head()
        guard let line = lines.first, line.hasPrefix("HTTP/1.1 ") else {
            throw Failure(reason: "no status line: \(lines)")
        }
        response.status = Int(line.dropFirst(9).prefix(3)) ?? 0
        for line in lines.dropFirst() {
            let halves = line.split(separator: ":", maxSplits: 1)
            let value = Grammar.trim(halves.count > 1 ? halves[1] : "")
            response.fields.append((String(halves[0]), String(value)))
        }
        let hasBody =
            method != "HEAD" && response.status >= 200 && response.status != 204
            && response.status != 304
        if hasBody { response.body = try body(&response) }
        return response
    }

    private func body(_ response: inout Response) throws -> [UInt8] {
        if response["Transfer-Encoding"] == "chunked" { return try chunks(&response.trailers) }
        if let length = response["Content-Length"].flatMap({ Int($0) }) { return try take(length) }
        return try readToEnd()
    }

    private func chunks(_ trailers: inout [String]) throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let line = try line()
            guard let count = Int(line, radix: 16) else { throw Failure(reason: "chunk \(line)") }
            if count == 0 {
                trailers = try head()
                return body
            }
            body += try take(count)
            guard try self.line().isEmpty else { throw Failure(reason: "no end of chunk") }
        }
    }

    private func head() throws -> [String] {
        var lines: [String] = []
        while true {
            let line = try line()
            if line.isEmpty { return lines }
            lines.append(line)
        }
    }

    private func line() throws -> String {
        while true {
            if let end = buffered.firstIndex(of: 10) {
                let line = try take(end + 1).dropLast(2)
                return String(decoding: line, as: UTF8.self)
            }
            guard try fill() else {
                throw Failure(reason: "ended in \(String(decoding: buffered, as: UTF8.self))")
            }
        }
    }

    func take(_ count: Int) throws -> [UInt8] {
        while buffered.count < count {
            guard try fill() else { throw Failure(reason: "ended at \(buffered.count)/\(count)") }
        }
        defer { buffered.removeFirst(count) }
        return Array(buffered.prefix(count))
    }

    /// Reads more; false at the end.
    private func fill() throws -> Bool {
        var bytes = [UInt8](repeating: 0, count: 256 * 1024)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        if count < 0, errno == EAGAIN { throw Failure(reason: "nothing came") }
        guard count > 0 else { return false }
        buffered += bytes.prefix(count)
        return true
    }
}
