import Codecs
import HTTP
import Posix
import Records
import Service
import Synchronization
import Testing

/// Many clients at the same time: nothing is lost, nothing is made twice.
struct ConcurrencyTests {
    private static let clientCount = 8

    /// Runs `body` on many threads at once and returns what each gave.
    private static func atOnce<Result: Sendable>(
        _ count: Int = clientCount, _ body: @escaping @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        let results = Mutex<[Result]>([])
        let threads = try (0..<count).map { number in
            try NativeThread.start(name: "client") {
                do {
                    let result = try body(number)
                    results.withLock { $0.append(result) }
                } catch {
                    Issue.record("client \(number): \(error)")
                }
            }
        }
        for thread in threads { thread.join() }
        return results.withLock { $0 }
    }

    @Test func `a name is given once`() throws {
        let daemon = try TestDaemon()
        let statuses = try Self.atOnce { _ in
            try daemon.send(
                .post, "/v1/datasets", .json(#"{"namespace": "team", "name": "one"}"#)
            ).status
        }
        #expect(statuses.sorted() == [201, 409, 409, 409, 409, 409, 409, 409])
    }

    @Test(arguments: [100, 300 * 1024])
    func `a blob from everybody is stored and whole`(byteCount: Int) throws {
        let daemon = try TestDaemon()
        let bytes = [UInt8](repeating: 5, count: byteCount)
        let target = "/v1/blobs/\(Digest.of(bytes))"
        let statuses = try Self.atOnce { _ in
            try daemon.send(.put, target, .octets(bytes)).status
        }
        #expect(statuses.allSatisfy { $0 == 200 || $0 == 201 })
        #expect(statuses.contains(201))
        #expect(try daemon.get(target).bytes == bytes)
    }

    @Test func `of those who revise an annotation each sees all before it`() throws {
        let daemon = try TestDaemon.withSamples()
        let one = Example.annotations + "/class:test%2F0"
        let rounds = 5
        _ = try Self.atOnce { _ in
            var done = 0
            for _ in 0..<1000 where done < rounds {
                let read = try daemon.get(one)
                let value = (read.json["value"]?["class"]?.integer ?? 0) + 1
                let etag = try #require(read.field("ETag"))
                let reply = try daemon.send(
                    .put, one, .json(#"{"sample": "test/0", "value": {"class": \#(value)}}"#),
                    fields: [Field("If-Match", etag)])
                if reply.status == 200 { done += 1 } else { #expect(reply.status == 412) }
            }
            #expect(done == rounds)
        }
        let total = Self.clientCount * rounds
        let last = try daemon.get(one).json
        #expect(last["value"]?["class"]?.integer == total)
        #expect(last["revision"]?.integer == total + 1)
        let revisions = try daemon.get(one + "/revisions").json["revisions"]?.array ?? []
        #expect(revisions.compactMap { $0["revision"]?.integer } == Array(1...total + 1))
    }

    @Test func `the same recipe from everybody is one run`() throws {
        let daemon = try TestDaemon.withSamples()
        try daemon.make("/v1/benchmarks", Example.benchmarkRequest("other", reference: "beta"))
        let request = Content.json(Example.runRequest("alpha", benchmark: "other"))
        let ids = try Self.atOnce { _ in
            try daemon.send(.post, "/v1/runs", request).json["id"]?.string
        }
        #expect(Set(ids).count == 1)
        let runs = try daemon.get("/v1/runs?benchmark=other").json["runs"]?.array
        #expect(runs?.count == 1)
    }

    @Test func `who finds all workers busy is told to come back`() throws {
        let daemon = try TestDaemon.withSamples {
            $0.workers = 1
            $0.workerQueue = 1
        }
        let replies = try Self.atOnce(32) { _ in
            try (0..<10).map { _ in try daemon.get("/v1/leaderboards/bench") }
        }.flatMap { $0 }
        #expect(replies.contains { $0.status == 200 })
        for reply in replies where reply.status != 200 {
            #expect(reply.status == 503)
            #expect(reply.problem == ProblemKind.overloaded.rawValue)
            #expect(reply.field("Retry-After") == "1")
        }
        #expect(try daemon.get("/v1/leaderboards/bench").status == 200)
    }

    @Test func `many may wait for changes while others work`() throws {
        let daemon = try TestDaemon.withSamples { $0.workers = 2 }
        let newest = try #require(try daemon.get(Example.labelset).json["sequence"]?.integer)
        let feed = Example.labelset + "/changes?after=\(newest)&wait=20"
        // The last client is the one who writes, when all others have been heard of.
        let waiterCount = 40
        let replies = try Self.atOnce(waiterCount + 1) { number in
            if number < waiterCount { return try daemon.get(feed) }
            for _ in 0..<100 { #expect(try daemon.get(Example.dataset).status == 200) }
            return try daemon.send(
                .put, Example.annotations + "/class:test%2F0",
                .json(#"{"sample": "test/0", "value": {"class": 9}}"#),
                fields: [Field("If-Match", "\"1\"")])
        }
        #expect(replies.count == waiterCount + 1)
        let told = replies.filter { $0.json["changes"]?.array?.count == 1 }
        #expect(told.count == waiterCount)
    }
}
