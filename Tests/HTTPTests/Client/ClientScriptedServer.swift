import Dispatch
import Glibc
import Posix
import Synchronization

@testable import HTTP

/// A server that does to its connections, one after the other, what a script says.
///
/// It knows no HTTP: so it can break it in every way that a test needs.
final class ClientScriptedServer: Sendable {
    enum Step: Sendable {
        /// Reads until this text has come, over all that this connection has read so far.
        case receive(until: String)
        /// Reads until so many more bytes have come.
        case receiveBytes(Int)
        case send(String)
        case pause(milliseconds: Int)
        /// Waits until the client closes, and counts what it still sends.
        case drain
    }

    let url: ClientURL
    private let listener: FileDescriptor
    private let received = Mutex<[[UInt8]]>([])
    private let ended = DispatchSemaphore(value: 0)
    private let connectionEnded = DispatchSemaphore(value: 0)

    private static let patienceMilliseconds: CInt = 5000
    /// A client that cannot be stopped is hung up on.
    private static let transcriptBytes = 32 * 1024 * 1024

    /// - Parameter connections: a script for each; after the last the server stops listening.
    init(_ connections: [[Step]]) throws {
        var port: UInt16 = 0
        listener = try ClientScriptedServer.bind(&port, listens: true)
        url = try ClientURL("http://127.0.0.1:\(port)")
        DispatchQueue.global().async { [self] in
            for script in connections {
                serve(script)
                connectionEnded.signal()
            }
            ended.signal()
        }
    }

    /// Where nobody listens.
    static func deafURL() throws -> ClientURL {
        var port: UInt16 = 0
        _ = try bind(&port, listens: false)
        return try ClientURL("http://127.0.0.1:\(port)")
    }

    private static func bind(_ port: inout UInt16, listens: Bool) throws -> FileDescriptor {
        let number = try Errno.check {
            socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        }
        let listener = FileDescriptor(owning: number)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = try Errno.check { Glibc.bind(number, address, length) }
                if listens { _ = try Errno.check { listen(number, 16) } }
                _ = try Errno.check { getsockname(number, address, &length) }
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        return listener
    }

    /// What each connection has read, once all scripts have ended.
    func transcripts() -> [String] {
        let result = ended.wait(timeout: .now() + .seconds(10))
        precondition(result == .success, "every step of a script is bounded")
        return received.withLock { $0.map { String(decoding: $0, as: UTF8.self) } }
    }

    /// Waits until the first so many connections are closed.
    func awaitEnd(ofConnections count: Int) {
        for _ in 0..<count {
            let result = connectionEnded.wait(timeout: .now() + .seconds(10))
            precondition(result == .success, "every step of a script is bounded")
        }
    }

    private func serve(_ script: [Step]) {
        var entry = pollfd(fd: listener.rawValue, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, ClientScriptedServer.patienceMilliseconds) == 1 else { return }
        let number = accept(listener.rawValue, nil, nil)
        guard number >= 0 else { return }
        let connection = FileDescriptor(owning: number)
        var transcript: [UInt8] = []
        for step in script {
            switch step {
            case .receive(let text):
                let wanted = Array(text.utf8)
                while !ClientScriptedServer.contains(transcript, wanted),
                    ClientScriptedServer.read(number, into: &transcript)
                {}
            case .receiveBytes(let count):
                let end = transcript.count + count
                while transcript.count < end,
                    ClientScriptedServer.read(number, into: &transcript)
                {}
            case .send(let text):
                let bytes = Array(text.utf8)
                var sent = 0
                while sent < bytes.count {
                    let rest = Array(bytes[sent...])
                    let count = send(number, rest, rest.count, CInt(MSG_NOSIGNAL))
                    guard count > 0 else { break }
                    sent += count
                }
            case .pause(let milliseconds): _ = poll(nil, 0, CInt(milliseconds))
            case .drain:
                while ClientScriptedServer.read(number, into: &transcript) {}
            }
        }
        received.withLock { $0.append(transcript) }
        // What is unread would make close(2) reset the connection and lose what was sent.
        shutdown(connection.rawValue, CInt(SHUT_WR))
    }

    // Looks at the beginning and at the end: heads are short, and what ends a body comes last.
    private static func contains(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
        guard bytes.count >= wanted.count else { return false }
        if bytes.suffix(wanted.count).elementsEqual(wanted) { return true }
        return (0...min(bytes.count, 4096) - wanted.count).contains {
            bytes[$0] == wanted[0] && bytes[$0..<$0 + wanted.count].elementsEqual(wanted)
        }
    }

    private static func read(_ descriptor: CInt, into transcript: inout [UInt8]) -> Bool {
        guard transcript.count < transcriptBytes else { return false }
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, patienceMilliseconds) == 1 else { return false }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        transcript += buffer.prefix(max(0, count))
        return count > 0
    }
}
