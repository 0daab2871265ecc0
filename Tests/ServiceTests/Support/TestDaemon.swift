import Codecs
import HTTP
import Logging
import Records
import Service
import Testing

/// A daemon on a free port with a directory of its own; stopped when the value goes away.
final class TestDaemon: Sendable {
    let directory: TemporaryDirectory
    let daemon: Daemon
    /// A token of each scope.
    let tokens: [Scope: String]

    init(_ change: (inout Settings) -> Void = { _ in }) throws {
        directory = try TemporaryDirectory()
        daemon = try TestDaemon.start(in: directory, change)
        let admin = try #require(daemon.firstToken)
        var tokens = [Scope.admin: admin]
        for (scope, name) in [(Scope.read, "reader"), (.write, "writer")] {
            let reply = try TestDaemon.send(
                .post, "/v1/tokens", to: daemon, token: admin,
                .json(#"{"name": "\#(name)", "scope": "\#(scope.rawValue)"}"#), [])
            tokens[scope] = reply.json["token"]?.string
        }
        self.tokens = tokens
    }

    deinit { daemon.stop() }

    /// Small limits, so that tests can pass them, and no patience at the end.
    static func start(
        in directory: TemporaryDirectory, _ change: (inout Settings) -> Void = { _ in }
    ) throws -> Daemon {
        var settings = Settings()
        settings.data = directory.path + "/data"
        settings.listen = ListenAddress(ipv4Loopback: 0)
        settings.loops = 1
        settings.workers = 4
        settings.drainSeconds = 0
        settings.accessLog = "off"
        settings.jsonLimitBytes = 32 * 1024
        settings.linesLimitBytes = 64 * 1024
        settings.blobLimitBytes = 4 * 1024 * 1024
        settings.commitLimitBytes = 4 * 1024 * 1024
        change(&settings)
        return try Daemon.start(
            settings, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @discardableResult
    func send(
        _ method: HTTP.Method, _ target: String, as scope: Scope? = .write,
        _ content: Content? = nil, fields: [Field] = []
    ) throws -> Reply {
        try TestDaemon.send(
            method, target, to: daemon, token: scope.flatMap { tokens[$0] }, content, fields)
    }

    @discardableResult
    func get(_ target: String, fields: [Field] = []) throws -> Reply {
        try send(.get, target, as: .read, fields: fields)
    }

    static func send(
        _ method: HTTP.Method, _ target: String, to daemon: Daemon, token: String?,
        _ content: Content?, _ fields: [Field]
    ) throws -> Reply {
        var limits = ClientLimits()
        limits.attempts = 1
        let client = HTTPClient(url: try ClientURL(daemon.url), token: token, limits: limits)
        let type = content?.mediaType.map { [Field("Content-Type", $0)] } ?? []
        return try Reply(
            client.send(
                ClientRequest(
                    method, target, fields: type + fields,
                    body: content.map { .bytes($0.bytes) } ?? .none)))
    }

    /// Everything that a client can see: it differs when anything was stored.
    func everything() throws -> [String] {
        let dataset = Example.dataset
        return try [
            "/v1/datasets?limit=1000", "/v1/tokens", "/v1/benchmarks", "/v1/runs?limit=1000",
            "\(dataset)/versions", "\(dataset)/versions/latest/samples?limit=1000",
            "\(dataset)/labelsets", "\(dataset)/labelsets/truth/changes?limit=1000",
        ].map { try send(.get, $0, as: .admin).text }
    }
}
