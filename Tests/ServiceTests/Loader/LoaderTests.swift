import Codecs
import Foundation
import HTTP
import Records
import Service
import TestSupport
import Testing

/// The Python loader against a daemon: the tests are in cairn_test.py, each by its name.
@Suite(.enabled(if: Program.exists("python3"), "there is no python3"))
struct LoaderTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    private static let script = directory.appending(path: "cairn_test.py").path()
    private static let vectors = directory.appending(path: "../../ShardsTests/Fixtures/order.json")
        .standardized.path()

    private static let names: [String] = {
        let text = (try? String(contentsOfFile: script, encoding: .utf8)) ?? ""
        return text.matches(of: /def (test_\w+)/).map { String($0.1) }
    }()

    @Test(arguments: names) func `the loader keeps its promise`(name: String) throws {
        let daemon = try TestDaemon {
            $0.commitLimitBytes = 64 * 1024 * 1024
            $0.samplesPerShard = 50
        }
        // The module is the one that the daemon serves.
        let loader = try daemon.send(.get, "/cairn.py", as: nil)
        let folder = try TemporaryDirectory()
        try Data(loader.bytes).write(to: URL(filePath: folder.path + "/cairn.py"))
        _ = try Program.run(
            "env",
            [
                "CAIRN_URL=\(daemon.daemon.url)", "CAIRN_TOKEN=\(daemon.tokens[.write] ?? "")",
                "CAIRN_LOADER=\(folder.path)", "CAIRN_VECTORS=\(Self.vectors)",
                "PYTHONDONTWRITEBYTECODE=1", "python3", Self.script, "LoaderTest.\(name)",
            ], input: [])
    }

    @Test func `there are tests`() { #expect(Self.names.count > 15) }

    @Test func `the daemon serves the file of its sources`() throws {
        let daemon = try TestDaemon()
        let reply = try daemon.send(.get, "/cairn.py", as: nil)
        let file = Self.directory.appending(path: "../../../Sources/Service/Loader/cairn.py")
        #expect(reply.bytes == Array(try Data(contentsOf: file.standardized)))
        #expect(reply.field("Content-Type") == "text/x-python; charset=utf-8")
        #expect(reply.field("ETag") == "\"\(Digest.of(reply.bytes))\"")
    }
}
