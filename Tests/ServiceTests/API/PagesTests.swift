import Codecs
import HTTP
import Service
import Testing

/// Listings: all pages together are the whole, and each page names the next.
struct PagesTests {
    private static let listings = [
        "/v1/datasets", Example.versions, Example.versions + "/1/samples",
        Example.versions + "/1/shards", Example.dataset + "/labelsets",
        Example.annotations, "/v1/benchmarks", "/v1/runs", Example.dataset + "/diff?from=1",
    ]

    static let scenarios: [Scenario] =
        [
            Scenario(
                "no page", .invalidParameter, .get, "/v1/datasets?limit=0", says: ["1 to 1000"]),
            Scenario("too large", .invalidParameter, .get, "/v1/datasets?limit=1001"),
            Scenario("no number", .invalidParameter, .get, "/v1/datasets?limit=ten"),
            Scenario(
                "no cursor of ours", .invalidParameter, .get, "/v1/datasets?cursor=xyz",
                says: [#""parameter":"cursor""#]),
            Scenario("an empty cursor", .invalidParameter, .get, "/v1/datasets?cursor="),
        ]
        + listings.map { target in
            // The hexadecimal digits of a line feed: decodable, and no key of any listing.
            Scenario(
                "a cursor of another listing: \(target)", .invalidParameter, .get,
                target + (target.contains("?") ? "&" : "?") + "cursor=0a",
                says: [#""parameter":"cursor""#])
        }

    @Test func `a page that cannot be is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `a cursor that somebody made up is refused or leads past the end`() throws {
        let daemon = try TestDaemon.withSamples()
        let run = try #require(try daemon.runs()["alpha"])
        let listings =
            PagesTests.listings + ["/v1/runs/\(run)/samples", "/v1/runs/\(run)/failures"]
        for text in ["9223372036854775807", "-9223372036854775808", "-1", "0", "a", "~", "a/b"] {
            let cursor = Hexadecimal.encode(Array(text.utf8))
            for target in listings {
                let sign = target.contains("?") ? "&" : "?"
                let reply = try daemon.get("\(target)\(sign)cursor=\(cursor)")
                #expect([200, 400].contains(reply.status), "\(target) \(text): \(reply.text)")
            }
        }
    }

    @Test func `all pages together are the whole listing`() throws {
        let daemon = try TestDaemon.withSamples { $0.samplesPerShard = 2 }
        let more = Example.put("train/9")
        try daemon.send(.post, Example.dataset + "/commits", .lines(more))
        let remove = #"{"remove": "train/0"}"# + "\n"
        try daemon.send(.post, Example.dataset + "/commits", .lines(remove))
        try daemon.make("/v1/benchmarks", Example.benchmarkRequest("other"))
        let runs = try #require(try daemon.runs()["alpha"])
        let listings: [(target: String, name: String, count: Int)] = [
            ("/v1/datasets", "datasets", 2),
            (Example.versions, "versions", 3),
            (Example.versions + "/1/samples", "samples", 5),
            (Example.versions + "/1/samples?split=train", "samples", 4),
            (Example.versions + "/1/shards", "shards", 3),
            (Example.dataset + "/diff?from=1", "differences", 2),
            (Example.dataset + "/labelsets", "labelsets", 4),
            (Example.annotations, "annotations", 5),
            ("/v1/benchmarks", "benchmarks", 2),
            ("/v1/runs", "runs", 2),
            ("/v1/runs?benchmark=bench", "runs", 2),
            ("/v1/runs/\(runs)/samples", "samples", 5),
            ("/v1/runs/\(runs)/failures", "failures", 2),
        ]
        for (target, name, count) in listings {
            let whole = try daemon.get(target).json[name]?.array ?? []
            #expect(whole.count == count, "\(target)")
            for limit in 1...3 {
                let pages = try PagesTests.pages(of: target, name, limit: limit, in: daemon)
                #expect(pages.dropLast().allSatisfy { $0.count == limit })
                #expect((1...limit).contains(pages.last?.count ?? 0), "an empty page")
                #expect(pages.flatMap { $0 } == whole, "\(target) by \(limit)")
            }
        }
    }

    @Test func `the pages of the newest version stay those of one version`() throws {
        let daemon = try TestDaemon.withSamples { $0.samplesPerShard = 2 }
        for (name, count) in [("samples", 5), ("shards", 3)] {
            let target = Example.versions + "/latest/\(name)?limit=2"
            let first = try daemon.get(target)
            try daemon.send(
                .post, Example.dataset + "/commits", .lines(#"{"remove": "train/3"}"#))
            var entries = first.json[name]?.array ?? []
            var link = first.field("Link")
            for _ in 0..<5 {
                guard let next = link?.dropFirst().prefix(while: { $0 != ">" }) else { break }
                let page = try daemon.get(String(next))
                #expect(page.field("Content-Location") == first.field("Content-Location"))
                entries += page.json[name]?.array ?? []
                link = page.field("Link")
            }
            #expect(entries.count == count)
            try daemon.send(
                .post, Example.dataset + "/commits?split=folder", .tar(Example.archive))
        }
    }

    /// Follows the links from page to page.
    private static func pages(
        of target: String, _ name: String, limit: Int, in daemon: TestDaemon
    ) throws -> [[JSON]] {
        var pages: [[JSON]] = []
        var next: String? = target + (target.contains("?") ? "&" : "?") + "limit=\(limit)"
        while let target = next, pages.count < 100 {
            let reply = try daemon.get(target)
            #expect(reply.status == 200, "\(target): \(reply.text)")
            pages.append(reply.json[name]?.array ?? [])
            let cursor = reply.json["next"]?.string
            let link = reply.field("Link")
            #expect((cursor == nil) == (link == nil))
            #expect(link.map { $0.contains("cursor=\(cursor ?? "")") } ?? true)
            #expect(link.map { $0.hasSuffix("; rel=\"next\"") } ?? true)
            next = link.map { String($0.dropFirst().prefix { $0 != ">" }) }
        }
        return pages
    }
}
