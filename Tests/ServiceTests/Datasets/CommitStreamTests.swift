import Codecs
import Glibc
import HTTP
import Posix
import Records
import Service
import Testing

/// Commits whose bytes do not come as they should: refused, and nothing of them is seen.
struct CommitStreamTests {
    private static let target = Example.dataset + "/commits"

    /// Sends a head and some bytes, and reads all that is answered.
    private static func answer(
        to fields: [String], _ body: [UInt8], as scope: Scope, on daemon: TestDaemon
    ) throws -> String {
        let token = try #require(daemon.tokens[scope])
        let head = [
            "POST \(target) HTTP/1.1", "Host: a", "Authorization: Bearer \(token)",
            "Content-Type: application/x-tar", "Connection: close",
        ]
        let text = (head + fields).joined(separator: "\r\n") + "\r\n\r\n"
        let connection = try RawExchange.connect(to: daemon.daemon.url)
        let bytes = Array(text.utf8) + body
        #expect(send(connection.rawValue, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count)
        return String(decoding: try RawExchange.readToEnd(connection), as: UTF8.self)
    }

    @Test func `a body that pauses for too long is given up`() throws {
        let daemon = try TestDaemon.withSamples { $0.bodyTimeoutSeconds = 1 }
        let before = try daemon.everything()
        let answer = try Self.answer(
            to: ["Content-Length: \(Example.archive.count)"], Array(Example.archive.dropLast(600)),
            as: .write, on: daemon)
        #expect(answer.hasPrefix("HTTP/1.1 408 "), "\(answer)")
        #expect(answer.contains("urn:cairn:problem:request-timeout"))
        #expect(try daemon.everything() == before)
    }

    @Test(arguments: ["zz\r\nabc\r\n", "3\r\nabcd\r\n", "-1\r\n", "10000000000000000\r\n"])
    func `chunks that are none end a commit`(chunks: String) throws {
        let daemon = try TestDaemon.withSamples()
        let before = try daemon.everything()
        let archive = Example.archive.prefix(2000)
        let begin = Array((String(archive.count, radix: 16) + "\r\n").utf8) + archive + [13, 10]
        let answer = try Self.answer(
            to: ["Transfer-Encoding: chunked"], begin + Array(chunks.utf8), as: .write, on: daemon)
        #expect(answer.hasPrefix("HTTP/1.1 4"), "\(answer)")
        #expect(try daemon.everything() == before)
    }

    @Test func `who may not commit is told before the body is sent`() throws {
        let daemon = try TestDaemon.withSamples()
        let answer = try Self.answer(
            to: ["Content-Length: 3000000", "Expect: 100-continue"], [], as: .read, on: daemon)
        #expect(answer.hasPrefix("HTTP/1.1 403 "), "\(answer)")
        #expect(!answer.contains("100 Continue"))
    }

    @Test func `what is too long is refused by its length alone`() throws {
        let daemon = try TestDaemon.withSamples()
        let answer = try Self.answer(
            to: ["Content-Length: 999999999999", "Expect: 100-continue"], [], as: .write,
            on: daemon)
        #expect(answer.hasPrefix("HTTP/1.1 413 "), "\(answer)")
        #expect(answer.contains(#""limit":4194304"#))
    }

    @Test func `who asks before he sends is asked for it`() throws {
        let daemon = try TestDaemon.withSamples()
        let answer = try Self.answer(
            to: ["Content-Length: \(Example.archive.count)", "Expect: 100-continue"],
            Example.archive, as: .write, on: daemon)
        let statuses = answer.split(separator: "\r\n").filter { $0.hasPrefix("HTTP/1.1 ") }
        #expect(statuses.last?.hasPrefix("HTTP/1.1 201") == true, "\(answer)")
    }
}
