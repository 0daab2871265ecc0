import Testing

@testable import Telemetry

struct ExpositionTests {
    @Test func `counters, gauges and readings have a help, a type and a line per series`() {
        var meters = Meters()
        let requests = meters.counters(
            "cairn_requests_total", help: "Requests.", labels: ["method", "status"])
        requests.with("PUT", "201").increase(by: 2)
        requests.with("GET", "200").increase()
        let open = meters.gauge("cairn_connections", help: "Open connections.")
        open.set(-1)
        meters.gauge("cairn_ratio", help: "A ratio.") { 0.5 }
        #expect(
            meters.exposition() == """
                # HELP cairn_requests_total Requests.
                # TYPE cairn_requests_total counter
                cairn_requests_total{method="GET",status="200"} 1
                cairn_requests_total{method="PUT",status="201"} 2
                # HELP cairn_connections Open connections.
                # TYPE cairn_connections gauge
                cairn_connections -1
                # HELP cairn_ratio A ratio.
                # TYPE cairn_ratio gauge
                cairn_ratio 0.5

                """)
    }

    @Test func `buckets are cumulative, +Inf equals the count, nanoseconds become seconds`() {
        var meters = Meters()
        let times = meters.histograms(
            "cairn_seconds", help: "Times.", labels: ["route"], unit: .seconds,
            bounds: [5_000_000, 1_000_000_000])
        for value: UInt64 in [1_000_000, 5_000_000, 500_000_000, 2_000_000_000] {
            times.with("/").observe(value)
        }
        #expect(
            meters.exposition() == """
                # HELP cairn_seconds Times.
                # TYPE cairn_seconds histogram
                cairn_seconds_bucket{route="/",le="0.005"} 2
                cairn_seconds_bucket{route="/",le="1.0"} 3
                cairn_seconds_bucket{route="/",le="+Inf"} 4
                cairn_seconds_sum{route="/"} 2.506
                cairn_seconds_count{route="/"} 4

                """)
    }

    @Test func `labels and help cannot end their line`() {
        var meters = Meters()
        let family = meters.counters("a_total", help: "One\\two\nthree \"four\"", labels: ["name"])
        family.with("\\ \" \n").increase()
        #expect(
            meters.exposition() == #"""
                # HELP a_total One\\two\nthree "four"
                # TYPE a_total counter
                a_total{name="\\ \" \n"} 1

                """#)
    }

    @Test func `numbers that are none have the names Prometheus reads`() {
        #expect(Exposition.number(.nan) == "NaN")
        #expect(Exposition.number(.infinity) == "+Inf")
        #expect(Exposition.number(-.infinity) == "-Inf")
    }
}
