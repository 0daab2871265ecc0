import Glibc
import HTTP
import Posix

/// A connection on which a test says exactly what it wants.
struct Connection: ~Copyable {
    private let descriptor: FileDescriptor

    /// Seconds of silence after which a test gives up.
    private static let patienceSeconds = 20

    init(to url: String) throws { descriptor = try Connection.open(to: url) }

    private static func open(to url: String) throws -> FileDescriptor {
        let raw = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        guard raw >= 0 else { throw Errno.last }
        let descriptor = FileDescriptor(owning: raw)
        var limit = timeval(tv_sec: Connection.patienceSeconds, tv_usec: 0)
        setsockopt(raw, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = try ClientURL(url).port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(raw, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Errno.last }
        return descriptor
    }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        let count = Glibc.send(descriptor.rawValue, bytes, bytes.count, CInt(MSG_NOSIGNAL))
        guard count == bytes.count else { throw Errno.last }
    }

    /// What is here when something has come; nil when the daemon has closed.
    func read() -> String? {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor.rawValue, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    /// The status of the answer to GET; nil when the daemon has closed without one.
    func status(of target: String) -> Int? {
        try? send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        guard let answer = read(), answer.hasPrefix("HTTP/1.1 ") else { return nil }
        return Int(answer.dropFirst("HTTP/1.1 ".count).prefix(3))
    }
}
