import Testing

@testable import Telemetry

struct MetersTests {
    @Test func `descriptions stand in the order of addition`() {
        var meters = Meters()
        _ = meters.gauge("cairn_open", help: "Open.")
        meters.gauge("cairn_read", help: "Read.") { 1 }
        _ = meters.counters("cairn_total", help: "All.", labels: ["kind"])
        #expect(meters.descriptions.map(\.name) == ["cairn_open", "cairn_read", "cairn_total"])
        #expect(meters.descriptions.map(\.kind) == [.gauge, .gauge, .counter])
        #expect(meters.descriptions[2].labels == ["kind"])
    }

    @Test func `a copy taken before an addition does not see it`() {
        var meters = Meters()
        let before = meters
        _ = meters.counter("a_total", help: "A.")
        #expect(before.descriptions.isEmpty)
    }

    @Test func `a name is refused unless Prometheus and our vocabulary allow it`() {
        for name in ["", "1a", "a-b", "Aa", "ä", "a b"] { #expect(!MeterDescription.isName(name)) }
        for name in ["a", "_a1", "cairn_requests_total"] { #expect(MeterDescription.isName(name)) }
    }
}
