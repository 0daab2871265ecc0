import Testing

@testable import cairn

/// The Prometheus text format.
struct ScrapeTests {
    @Test func `samples are read with their labels`() throws {
        let scrape = try Scrape(
            """
            # HELP a_total Things.
            # TYPE a_total counter
            a_total{kind="one",name="x\\"y\\\\z\\n"} 3
            a_total{kind="two",} 4.5e1 1700000000000
            b 0.25
            c{} +Inf

            """)
        #expect(scrape.samples["a_total"]?.first?.labels == ["kind": "one", "name": "x\"y\\z\n"])
        #expect(scrape.sum("a_total") == 48)
        #expect(scrape.sum("a_total", ["kind": "two"]) == 45)
        #expect(scrape.sums("a_total", by: "kind") == ["one": 3, "two": 45])
        #expect(scrape.sum("b") == 0.25)
        #expect(scrape.sum("c") == .infinity)
        #expect(scrape.sum("nothing") == nil)
    }

    @Test(arguments: [
        "a", "a ", "a one", "1a 1", "a{ 1", "a{b} 1", "a{b=c} 1", "a{b=\"c} 1", "a{b=\"c\"",
        "a{b=\"\\x\"} 1", "a{b=\"1\"c=\"2\"} 1", "a{b=\"1\",b=\"2\"} 1", "a 1 2 3", "a 1 x",
        "a nan", "a +1", "<html>",
    ])
    func `what is not of the format is refused`(line: String) {
        #expect(throws: Failure.self) { try Scrape("b 1\n\(line)\n") }
    }

    @Test func `buckets stand in the order of their bounds`() throws {
        let scrape = try Scrape(
            """
            t_bucket{f="a",le="+Inf"} 9
            t_bucket{f="a",le="10"} 7
            t_bucket{f="a",le="2.5"} 5

            """)
        let buckets = scrape.buckets("t", by: "f")["a"]
        #expect(buckets?.map(\.bound) == [2.5, 10, .infinity])
        #expect(buckets?.map(\.count) == [5, 7, 9])
    }
}
