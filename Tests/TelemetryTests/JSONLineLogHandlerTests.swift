import Glibc
import Logging
import Synchronization
import Telemetry
import Testing

struct JSONLineLogHandlerTests {
    /// Logs with `body` and returns the lines as they would be written.
    private func lines(
        level: Logger.Level = .info, _ body: (inout Logger) -> Void
    ) -> [String] {
        let written = Lines()
        let handler = JSONLineLogHandler(
            label: "test", level: level,
            now: { LogTime(secondsSince1970: 0, milliseconds: 42) },
            write: { line in written.add(String(decoding: line, as: UTF8.self)) })
        var logger = Logger(label: "test") { _ in handler }
        body(&logger)
        return written.all
    }

    private let head = #"{"time":"1970-01-01T00:00:00.042Z","level":"info","logger":"test""#

    @Test func `an event is one line with its metadata as members in order`() {
        let lines = lines { logger in
            logger[metadataKey: "status"] = "ready"
            logger.info(
                "hello\n{\"forged\":1}",
                metadata: [
                    "bytes": .stringConvertible(7), "ratio": .stringConvertible(0.5),
                    "ok": .stringConvertible(true), "list": ["a", "b"], "nested": ["x": "y"],
                ])
        }
        let members =
            #""bytes":7,"list":["a","b"],"nested":{"x":"y"},"ok":true,"ratio":0.5,"status":"ready""#
        #expect(lines == ["\(head),\"message\":\"hello\\n{\\\"forged\\\":1}\",\(members)}\n"])
    }

    @Test func `credentials are replaced at every depth`() {
        let lines = lines { logger in
            logger.info(
                "m",
                metadata: [
                    "Authorization": "abc", "header": ["x-token": "def"],
                    "list": ["Bearer ghi"], "any": .stringConvertible(Secret()),
                ])
        }
        for secret in ["abc", "def", "ghi", "jkl"] { #expect(!lines[0].contains(secret)) }
        #expect(lines[0].split(separator: "[redacted]").count == 5)
    }

    @Test func `metadata cannot take the place of the line's own members`() {
        let lines = lines { $0.info("m", metadata: ["level": "debug", "time": "never"]) }
        #expect(lines[0].hasPrefix(head))
        #expect(lines[0].contains(#""metadata.level":"debug""#))
        #expect(lines[0].contains(#""metadata.time":"never""#))
    }

    @Test func `an event below the level is not written`() {
        #expect(lines(level: .warning) { $0.info("m") }.isEmpty)
    }

    @Test func `the error of an event is a member`() {
        let lines = lines { $0.info("m", error: Failure.broken) }
        #expect(lines[0].contains(#""error":"broken""#))
    }

    @Test func `the event's metadata win over the provider's, and those over the logger's`() {
        let lines = lines { logger in
            logger.handler.metadataProvider = Logger.MetadataProvider { ["a": "2", "b": "2"] }
            logger[metadataKey: "a"] = "1"
            logger[metadataKey: "c"] = "1"
            logger.info("m", metadata: ["b": "3"])
        }
        #expect(lines[0].contains(#""a":"2","b":"3","c":"1""#))
    }

    @Test func `a line reaches a descriptor whole`() throws {
        var ends: [CInt] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let handler = JSONLineLogHandler(label: "test", level: .info, descriptor: ends[1])
        Logger(label: "test") { _ in handler }.info("hello")
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = read(ends[0], &buffer, buffer.count)
        let line = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        #expect(line.hasPrefix(#"{"time":""#))
        #expect(line.hasSuffix("\"level\":\"info\",\"logger\":\"test\",\"message\":\"hello\"}\n"))
    }
}

private enum Failure: Error { case broken }

private struct Secret: CustomStringConvertible, Sendable {
    var description: String { "Bearer jkl" }
}

/// What a handler wrote, from any thread.
private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}
