import Codecs
import Glibc
import HTTP
import Posix
import Records
import Service
import Synchronization
import Testing

/// The feed of changes, and waiting for it.
struct ChangeSignalTests {
    private static let changes = Example.labelset + "/changes"
    private static let one = Example.annotations + "/class:test%2F0"
    private static let body = Content.json(#"{"sample": "test/0", "value": {"class": 7}}"#)

    @Test func `the feed tells every revision once, oldest first`() throws {
        let daemon = try TestDaemon.withSamples()
        for revision in 1...3 {
            try daemon.send(
                .put, Self.one, Self.body, fields: [Field("If-Match", "\"\(revision)\"")])
        }
        let whole = try daemon.get(Self.changes).json
        let sequences = whole["changes"]?.array?.compactMap { $0["sequence"]?.integer } ?? []
        #expect(sequences.count == 8)
        #expect(sequences == sequences.sorted())
        #expect(whole["sequence"]?.integer == sequences.last)
        var after = 0
        var pieces: [JSON] = []
        for _ in 0..<8 {
            let piece = try daemon.get(Self.changes + "?after=\(after)&limit=3").json
            pieces += piece["changes"]?.array ?? []
            after = piece["sequence"]?.integer ?? 0
        }
        #expect(pieces == whole["changes"]?.array)
        let nothing = try daemon.get(Self.changes + "?after=\(after)").json
        #expect(nothing == ["changes": [], "sequence": .number(after)])
    }

    @Test func `a wait without a change ends empty when its time is over`() throws {
        let daemon = try TestDaemon.withSamples()
        let newest = try #require(try daemon.get(Example.labelset).json["sequence"]?.integer)
        let start = Clock.monotonicNanoseconds
        let reply = try daemon.get(Self.changes + "?after=\(newest)&wait=1")
        let seconds = Double(Clock.monotonicNanoseconds - start) / 1e9
        #expect(reply.json["changes"] == [])
        #expect(reply.json["sequence"]?.integer == newest)
        #expect((0.9...5).contains(seconds))
    }

    @Test func `a change wakes who waits for it`() throws {
        let daemon = try TestDaemon.withSamples()
        let newest = try #require(try daemon.get(Example.labelset).json["sequence"]?.integer)
        let waiting = try Waiting(for: Self.changes + "?after=\(newest)&wait=20", of: daemon)
        let start = Clock.monotonicNanoseconds
        // A change of another labelset wakes nobody for good.
        try daemon.send(
            .post, Example.dataset + "/labelsets/silent/annotations?source=import:a",
            .lines(Example.line("test/0", 1)))
        let written = try daemon.send(
            .put, Self.one, Self.body, fields: [Field("If-Match", "\"1\"")])
        let reply = try #require(waiting.end())
        #expect(reply.json["changes"]?.array == [written.json])
        #expect(Clock.monotonicNanoseconds - start < 10_000_000_000)
    }

    @Test func `the daemon stops while somebody waits, and tells him`() throws {
        let daemon = try TestDaemon.withSamples { $0.drainSeconds = 10 }
        let newest = try #require(try daemon.get(Example.labelset).json["sequence"]?.integer)
        let waiting = try Waiting(for: Self.changes + "?after=\(newest)&wait=30", of: daemon)
        let start = Clock.monotonicNanoseconds
        daemon.daemon.stop()
        #expect(Clock.monotonicNanoseconds - start < 5_000_000_000)
        let reply = try #require(waiting.end())
        #expect(reply.status == 200)
        #expect(reply.json["changes"] == [])
    }

    /// A request that is being answered on a thread of its own.
    private final class Waiting: Sendable {
        private let reply = Mutex<Reply?>(nil)
        private let thread = Mutex<NativeThread?>(nil)

        /// Returns once the daemon has the request.
        init(for target: String, of daemon: TestDaemon) throws {
            let before = try Waiting.connectionCount(of: daemon)
            let started = try NativeThread.start(name: "waiter") { [self] in
                let reply = try? daemon.get(target)
                self.reply.withLock { $0 = reply }
            }
            thread.withLock { $0 = started }
            for _ in 0..<500 {
                if try Waiting.connectionCount(of: daemon) > before { return }
                poll(nil, 0, 10)
            }
            Issue.record("the waiter never came")
        }

        func end() -> Reply? {
            thread.withLock { $0 }?.join()
            return reply.withLock { $0 }
        }

        /// Open connections, the one that asks among them.
        private static func connectionCount(of daemon: TestDaemon) throws -> Int {
            let line = try daemon.get("/metrics").text.split(separator: "\n").first {
                $0.hasPrefix("cairn_http_connections ")
            }
            return line.flatMap { $0.split(separator: " ").last }.flatMap { Int($0) } ?? 0
        }
    }
}
