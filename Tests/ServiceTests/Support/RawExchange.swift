import Glibc
import HTTP
import Posix

/// Exactly these bytes to the daemon, and all that it says until it closes the connection.
enum RawExchange {
    /// How long the daemon may be silent.
    private static let patienceSeconds = 10

    /// An open connection.
    ///
    /// - Parameter receiveBufferByteCount: a small one makes a slow reader.
    static func connect(to url: String, receiveBufferByteCount: CInt? = nil) throws
        -> FileDescriptor
    {
        let port = try ClientURL(url).port
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Errno.last }
        if var count = receiveBufferByteCount {
            setsockopt(
                descriptor, SOL_SOCKET, SO_RCVBUF, &count, socklen_t(MemoryLayout<CInt>.size))
        }
        var limit = timeval(tv_sec: patienceSeconds, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Errno.last }
        return FileDescriptor(owning: descriptor)
    }

    static func perform(_ request: String, with url: String) throws -> String {
        let connection = try connect(to: url)
        let bytes = Array(request.utf8)
        guard send(connection.rawValue, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count
        else { throw Errno.last }
        return String(decoding: try readToEnd(connection), as: UTF8.self)
    }

    static func readToEnd(_ connection: borrowing FileDescriptor) throws -> [UInt8] {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = recv(connection.rawValue, &buffer, buffer.count, 0)
            guard count >= 0 else { throw Errno.last }
            if count == 0 { return answer }
            answer += buffer[..<count]
        }
    }
}
