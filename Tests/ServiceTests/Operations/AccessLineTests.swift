import Codecs
import Posix
import TestSupport
import Testing

@testable import HTTP
@testable import Service

/// One request as one line.
struct AccessLineTests {
    /// The line of a request with this path.
    private static func line(
        path: [UInt8], method: HTTP.Method? = .get, trace: TraceContext? = nil,
        bytes: Int64 = 196, cut: CloseReason? = nil
    ) -> [UInt8] {
        var line = AccessLine()
        let end = Clock.monotonicNanoseconds
        return path.withUnsafeBytes { path in
            Array(
                line.write(
                    FinishedExchange(
                        method: method, route: 3, path: path, status: 200, receivedBytes: 83,
                        sentBytes: bytes, startNanoseconds: end - 12_345_678, endNanoseconds: end,
                        requestID: RequestID(high: 0xAB, low: 0xCD), trace: trace,
                        peer: "127.0.0.1:4711", cut: cut)))
        }
    }

    private static func json(_ line: [UInt8]) throws -> JSON {
        #expect(line.last == UInt8(ascii: "\n"))
        #expect(!line.dropLast().contains { $0 < 0x20 || $0 >= 0x7F })
        #expect(line.count <= AccessLine.byteLimit)
        return try JSONReader.read(Array(line.dropLast()))
    }

    @Test func `it says who asked for what, and what came of it`() throws {
        let json = try Self.json(Self.line(path: Array("/v1/datasets".utf8)))
        #expect(
            json.object?.members.map(\.name) == [
                "time", "message", "requestID", "peer", "method", "path", "status",
                "receivedBytes", "sentBytes", "microseconds",
            ])
        #expect(json["message"] == "request")
        #expect(json["requestID"] == "00000000000000ab00000000000000cd")
        #expect(json["peer"] == "127.0.0.1:4711")
        #expect(json["method"] == "GET")
        #expect(json["path"] == "/v1/datasets")
        #expect(json["status"] == 200)
        #expect(json["receivedBytes"] == 83)
        #expect(json["sentBytes"] == 196)
        #expect(json["microseconds"] == 12345)
        let time = try #require(json["time"]?.string)
        #expect(time.wholeMatch(of: /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ/) != nil)
    }

    @Test func `an answer that is not whole says why`() throws {
        let json = try Self.json(Self.line(path: Array("/".utf8), cut: .headTimeout))
        #expect(json["cut"] == "head-timeout")
    }

    @Test func `a trace is there when the client has sent one`() throws {
        let trace = TraceContext(traceHigh: 1, traceLow: 2, parent: 3, isSampled: true)
        let json = try Self.json(Self.line(path: Array("/".utf8), trace: trace))
        #expect(json["trace"] == "00000000000000010000000000000002")
        #expect(json["parent"] == "0000000000000003")
    }

    @Test func `a head that could not be read has no method and no path`() throws {
        let json = try Self.json(Self.line(path: [], method: nil))
        #expect(json["method"] == .null)
        #expect(json["path"] == "")
    }

    @Test(arguments: 0...255)
    func `no byte of a path ends the line or forges a member`(byte: Int) throws {
        for length in [1, 7, 8, 9, 30] {
            let path = Array("/a/b".utf8) + [UInt8](repeating: UInt8(byte), count: length)
            let json = try Self.json(Self.line(path: path))
            let shown = try #require(json["path"]?.string)
            let expected = byte < 0x80 ? Unicode.Scalar(UInt8(byte)) : "\u{FFFD}"
            #expect(shown == "/a/b" + String(repeating: Character(expected), count: length))
        }
    }

    @Test func `whether bytes can stand as they are is decided as one by one`() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...20, using: &random)
            var bytes = (0..<count).map { _ in UInt8.random(in: 0x20...0x7E, using: &random) }
            if Bool.random(using: &random), count > 0 {
                bytes[Int.random(in: 0..<count, using: &random)] = .random(
                    in: 0 ... .max, using: &random)
            }
            let isPlain = bytes.allSatisfy { 0x20..<0x7F ~= $0 && $0 != 0x22 && $0 != 0x5C }
            #expect(bytes.withUnsafeBytes { AccessLine.isPlain($0) } == isPlain, "\(bytes)")
        }
    }

    @Test func `the longest path fits, every byte of it escaped`() throws {
        let path = [UInt8](repeating: 1, count: 512)
        let trace = TraceContext(traceHigh: 1, traceLow: 2, parent: 3, isSampled: true)
        let json = try Self.json(Self.line(path: path, trace: trace, bytes: .max))
        #expect(json["path"]?.string?.unicodeScalars.count == 512)
        #expect(json["sentBytes"]?.integer == .max)
    }

    @Test func `a token in a path is not shown`() throws {
        let secret = "cairn_" + String(repeating: "4", count: 72)
        let json = try Self.json(Self.line(path: Array("/v1/tokens/\(secret)".utf8)))
        #expect(json["path"] == "/v1/tokens/[redacted]")
    }

    @Test func `the clock's text is that of the wall clock, however it was made`() throws {
        var clock = MillisecondClock()
        let start = Clock.monotonicNanoseconds
        var last = ""
        for step in 0..<3000 {
            guard clock.update(monotonicNanoseconds: start + UInt64(step) * 1_000_000) else {
                continue
            }
            let text = String(decoding: clock.text, as: UTF8.self)
            #expect(text.wholeMatch(of: /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ/) != nil)
            #expect(text > last, "texts in the order of time")
            last = text
        }
    }

    @Test func `the clock's text follows the millisecond`() {
        var clock = MillisecondClock()
        let now = Clock.monotonicNanoseconds / 1_000_000 * 1_000_000
        let isFirst = clock.update(monotonicNanoseconds: now)
        let first = clock.text
        let isChanged = clock.update(monotonicNanoseconds: now + 2_000_000)
        let isChangedAgain = clock.update(monotonicNanoseconds: now + 2_000_000)
        #expect((isFirst, isChanged, isChangedAgain) == (true, true, false))
        #expect(clock.text != first)
    }
}
