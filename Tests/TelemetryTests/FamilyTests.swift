import Telemetry
import Testing

struct FamilyTests {
    @Test func `the same label values give the same instrument`() {
        var meters = Meters()
        let family = meters.counters("a_total", help: "A.", labels: ["method", "status"])
        family.with("GET", "200").increase()
        #expect(family.with("GET", "200").value == 1)
        #expect(family.with("200", "GET").value == 0)
    }

    @Test func `series beyond the limit are counted together as other`() {
        var meters = Meters()
        let family = meters.counters("a_total", help: "A.", labels: ["key"])
        for index in 0..<Family<Counter>.seriesLimit + 10 { family.with("\(index)").increase() }
        #expect(family.with("other").value == 10)
        #expect(family.with("0").value == 1)
        let series = meters.exposition().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(series.count == Family<Counter>.seriesLimit + 1)
    }
}
