import Codecs
import Glibc
import HTTP
import Logging
import Posix
import Synchronization
import Testing

@testable import Service

/// The access log on real files and pipes.
struct AccessLogTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/access.log" }
    private let told = Told()

    init() throws { directory = try TemporaryDirectory() }

    private func log(at path: String) throws -> AccessLog {
        try AccessLog(path: path, logger: Logger(label: "test") { [told] _ in told })
    }

    private static func write(_ lines: [String], to ring: ByteRing, of log: AccessLog) {
        for line in lines { Array((line + "\n").utf8).withUnsafeBytes { ring.append($0) } }
        log.publish(ring)
    }

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// Waits until a file holds what it should.
    private static func wait(for text: String, in path: String) {
        for _ in 0..<1000 where !Self.text(path).contains(text) { poll(nil, 0, 10) }
        #expect(Self.text(path).contains(text))
    }

    @Test func `lines of all loops are written before it ends`() throws {
        let log = try log(at: path)
        let rings = [log.makeRing(), log.makeRing()]
        for (index, ring) in rings.enumerated() {
            Self.write((0..<1000).map { "\(index) \($0)" }, to: ring, of: log)
        }
        log.stop()
        let lines = Self.text(path).split(separator: "\n")
        for index in 0...1 {
            let own = lines.filter { $0.hasPrefix("\(index) ") }
            #expect(own == (0..<1000).map { "\(index) \($0)" })
        }
        #expect(log.lostCount == 0)
    }

    @Test func `lines are written soon, without anybody asking`() throws {
        let log = try log(at: path)
        defer { log.stop() }
        let ring = log.makeRing()
        for word in ["first", "second", "third"] {
            Self.write([word], to: ring, of: log)
            Self.wait(for: word, in: path)
        }
    }

    @Test func `a file that was moved away is opened again`() throws {
        let log = try log(at: path)
        let ring = log.makeRing()
        Self.write(["before"], to: ring, of: log)
        Self.wait(for: "before", in: path)
        #expect(rename(path, path + ".1") == 0)
        log.reopen()
        for _ in 0..<1000 where access(path, F_OK) != 0 { poll(nil, 0, 10) }
        Self.write(["after"], to: ring, of: log)
        log.stop()
        #expect(Self.text(path + ".1") == "before\n")
        #expect(Self.text(path) == "after\n")
    }

    @Test func `a full disk loses lines, counts them and says so`() throws {
        let log = try log(at: "/dev/full")
        let ring = log.makeRing()
        Self.write(["one", "two"], to: ring, of: log)
        log.stop()
        #expect(log.lostCount == 2)
        #expect(told.messages == ["lines of the access log are lost"])
    }

    @Test func `a pipe that nobody reads holds up no loop and not the end`() throws {
        #expect(mkfifo(path, 0o600) == 0)
        let reader = FileDescriptor(owning: open(path, O_RDONLY | O_NONBLOCK))
        let log = try log(at: path)
        let ring = log.makeRing()
        let line = String(repeating: "x", count: 999)
        // More than the pipe and the ring hold: a writer that waits would never return.
        for _ in 0..<40 { Self.write([String](repeating: line, count: 100), to: ring, of: log) }
        #expect(ring.refusedCount > 1000)
        log.stop()
        #expect(log.lostCount > ring.refusedCount, "what was in the ring is lost as well")
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = read(reader.rawValue, &bytes, bytes.count)
        #expect(count > 0 && count % 1000 == 0, "only whole lines came: \(count)")
    }

    @Test func `a file that cannot be opened is an error at the start`() {
        #expect(throws: AccessLogError.self) {
            _ = try log(at: directory.path + "/none/access.log")
        }
    }

    @Test func `the daemon logs each request without its query and its token`() throws {
        try askDaemon()
        let text = Self.text(path)
        let lines = try text.split(separator: "\n").map { try JSONReader.read(Array($0.utf8)) }
        let requests = lines.suffix(2)
        #expect(requests.map { $0["path"] } == ["/v1/datasets", "/nowhere"])
        #expect(requests.map { $0["status"] } == [200, 404])
        #expect(requests.last?["trace"] == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(!text.contains("limit") && !text.contains("cairn_"))
    }

    @Test func `a reload opens the file again`() throws {
        let daemon = try TestDaemon { $0.accessLog = path }
        try daemon.get("/v1/datasets")
        Self.wait(for: "/v1/datasets", in: path)
        #expect(rename(path, path + ".1") == 0)
        _ = try daemon.daemon.reload(
            Settings(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        for _ in 0..<1000 where access(path, F_OK) != 0 { poll(nil, 0, 10) }
        try daemon.get("/nowhere")
        Self.wait(for: "/nowhere", in: path)
    }

    // The daemon has ended when this returns.
    private func askDaemon() throws {
        let daemon = try TestDaemon { $0.accessLog = path }
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        try daemon.get("/v1/datasets?limit=7")
        try daemon.get("/nowhere", fields: [Field("traceparent", trace)])
    }
}

/// Remembers the messages of a log.
private final class Told: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])
    var messages: [String] { lines.withLock { $0 } }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
    func log(event: LogEvent) { lines.withLock { $0.append("\(event.message)") } }
}
