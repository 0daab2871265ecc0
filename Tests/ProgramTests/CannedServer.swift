import Dispatch
import Glibc
import Synchronization

/// A server that answers one request a connection, with what it was given for its path.
final class CannedServer: Sendable {
    struct Answer: Sendable {
        var status = 200
        var body: String
    }

    /// `http://127.0.0.1:…`
    let url: String
    private let listener: CInt
    private let answers: [String: Answer]
    private let requests = Mutex<[String]>([])

    /// Longer than any test takes.
    private static let patienceMilliseconds: CInt = 5000

    /// - Parameter answers: by `METHOD /path?query`; anything else is 404.
    init(_ answers: [String: Answer]) throws {
        self.answers = answers
        listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let number = listener
        let isReady = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(number, address, length) == 0 && listen(number, 16) == 0
                    && getsockname(number, address, &length) == 0
            }
        }
        guard isReady else { throw TemporaryFolder.Unusable(path: "127.0.0.1") }
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        DispatchQueue.global().async {
            while let connection = CannedServer.accept(number) {
                self.serve(connection)
                close(connection)
            }
            close(number)
        }
    }

    /// Ends the server, and returns what it was asked: heads and bodies.
    func finish() -> [String] {
        shutdown(listener, CInt(SHUT_RDWR))
        return requests.withLock { $0 }
    }

    private static func accept(_ listener: CInt) -> CInt? {
        var entry = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, patienceMilliseconds) == 1 else { return nil }
        let connection = Glibc.accept(listener, nil, nil)
        return connection >= 0 ? connection : nil
    }

    private func serve(_ connection: CInt) {
        var request = ""
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while !CannedServer.isWhole(request) {
            var entry = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, CannedServer.patienceMilliseconds) == 1 else { return }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            request += String(decoding: buffer[..<count], as: UTF8.self)
        }
        requests.withLock { $0.append(request) }
        let words = request.split(separator: " ").prefix(2).joined(separator: " ")
        let answer = answers[words] ?? Answer(status: 404, body: #"{"title":"No such thing"}"#)
        let text =
            "HTTP/1.1 \(answer.status) X\r\nConnection: close\r\nX-Request-Id: id-1\r\n"
            + "Content-Length: \(answer.body.utf8.count)\r\n\r\n\(answer.body)"
        let bytes = Array(text.utf8)
        _ = send(connection, bytes, bytes.count, CInt(MSG_NOSIGNAL))
        shutdown(connection, CInt(SHUT_WR))
    }

    // Bodies of the tests fit a String; those of streams end with the last chunk.
    private static func isWhole(_ request: String) -> Bool {
        let end = "\r\n\r\n"
        guard let head = request.ranges(of: end).first else { return false }
        if request.contains("Transfer-Encoding: chunked") { return request.hasSuffix("0" + end) }
        guard let field = request.ranges(of: "Content-Length: ").first else { return true }
        let digits = request[field.upperBound...].prefix { $0.isNumber }
        return request[head.upperBound...].utf8.count >= Int(digits) ?? 0
    }
}
