import Catalog
import Codecs
import Glibc
import HTTP
import Records
import SQL
import Service
import Testing

/// The daemon's life: start, stop, start again.
struct DaemonTests {
    /// The directory is free once nobody has the daemon any more.
    private func stop(_ daemon: inout Daemon?) throws {
        try #require(daemon).stop()
        daemon = nil
    }

    /// Starts a daemon where one was until now.
    ///
    /// Whoever starts a program shares all locks with it for a moment, from fork(2) to exec(2), and
    /// other tests of this process do: so the lock may outlive the daemon a little.
    private func restart(in directory: TemporaryDirectory) throws -> Daemon {
        for _ in 0..<500 {
            do { return try TestDaemon.start(in: directory) } catch DataDirectoryError.taken {
                poll(nil, 0, 10)
            }
        }
        return try TestDaemon.start(in: directory)
    }

    @Test func `the first start makes an admin's token, later ones do not`() throws {
        let directory = try TemporaryDirectory()
        var first: Daemon? = try TestDaemon.start(in: directory)
        let token = try #require(first?.firstToken)
        let path = directory.path + "/data/admin.token"
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        try stop(&first)
        let second = try restart(in: directory)
        defer { withExtendedLifetime(directory) { second.stop() } }
        #expect(second.firstToken == nil)
        let reply = try TestDaemon.send(
            .get, "/v1/tokens", to: second, token: token, nil, [])
        #expect(reply.status == 200)
    }

    @Test func `a revoked token stays revoked, and the last admin's stays valid`() throws {
        let directory = try TemporaryDirectory()
        var first: Daemon? = try TestDaemon.start(in: directory)
        let old = try #require(first?.firstToken)
        let made = try TestDaemon.send(
            .post, "/v1/tokens", to: #require(first), token: old,
            .json(#"{"name": "other", "scope": "admin"}"#), [])
        let other = try #require(made.json["token"]?.string)
        let revoked = try TestDaemon.send(
            .delete, "/v1/tokens/1", to: #require(first), token: old, nil, [])
        #expect(revoked.status == 204)
        try stop(&first)
        let second = try restart(in: directory)
        defer { withExtendedLifetime(directory) { second.stop() } }
        #expect(second.firstToken == nil)
        let refused = try TestDaemon.send(.get, "/v1/tokens", to: second, token: old, nil, [])
        #expect(refused.status == 401)
        let last = try TestDaemon.send(.delete, "/v1/tokens/2", to: second, token: other, nil, [])
        #expect(last.status == 409)
        let reply = try TestDaemon.send(.get, "/v1/tokens", to: second, token: other, nil, [])
        #expect(reply.json["tokens"]?.array?.count == 1)
    }

    @Test func `the last admin cannot go, and when it has ended a start makes another`() throws {
        let directory = try TemporaryDirectory()
        var first: Daemon? = try restart(in: directory)
        let token = try #require(first?.firstToken)
        let revoked = try TestDaemon.send(
            .delete, "/v1/tokens/1", to: #require(first), token: token, nil, [])
        #expect(revoked.status == 409)
        try stop(&first)
        let index = try Database(
            path: directory.path + "/data/index.db", settings: DatabaseSettings(),
            migrations: Migrations.all)
        try index.write { connection in
            try connection.run("UPDATE token SET expires_at = 1")
        }
        index.close()
        let second = try restart(in: directory)
        defer { withExtendedLifetime(directory) { second.stop() } }
        let refused = try TestDaemon.send(.get, "/v1/tokens", to: second, token: token, nil, [])
        #expect(refused.status == 401)
        let fresh = try #require(second.firstToken)
        #expect(fresh != token)
        let reply = try TestDaemon.send(.get, "/v1/tokens", to: second, token: fresh, nil, [])
        #expect(reply.json["tokens"]?.array?.count == 1)
    }

    @Test func `a directory has one daemon`() throws {
        let daemon = try TestDaemon()
        #expect(throws: DataDirectoryError.self) {
            _ = try TestDaemon.start(in: daemon.directory)
        }
        #expect(try daemon.send(.get, "/healthz", as: nil).status == 200)
    }

    @Test func `what was acknowledged is there after the next start`() throws {
        let directory = try TemporaryDirectory()
        var first: Daemon? = try TestDaemon.start(in: directory)
        let token = try #require(first?.firstToken)
        let request = Content.json(#"{"namespace": "team", "name": "digits"}"#)
        _ = try TestDaemon.send(
            .post, "/v1/datasets", to: #require(first), token: token, request, [])
        let commit = try TestDaemon.send(
            .post, Example.dataset + "/commits", to: #require(first), token: token,
            .tar(Example.archive), [])
        let shard = Example.versions + "/1/shards/000000.tar"
        let before = try TestDaemon.send(.get, shard, to: #require(first), token: token, nil, [])
        try stop(&first)
        let second = try restart(in: directory)
        defer { withExtendedLifetime(directory) { second.stop() } }
        let version = try TestDaemon.send(
            .get, Example.versions + "/latest", to: second, token: token, nil, [])
        #expect(version.json == commit.json["version"])
        let after = try TestDaemon.send(.get, shard, to: second, token: token, nil, [])
        #expect(after.bytes == before.bytes)
    }
}
