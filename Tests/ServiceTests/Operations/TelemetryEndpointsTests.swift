import HTTP
import Service
import Testing

/// The telemetry as Prometheus reads it.
struct TelemetryEndpointsTests {
    @Test func `every line is a comment or a sample, and every sample has its type`() throws {
        let daemon = try TestDaemon.withSamples()
        let reply = try daemon.get("/metrics")
        #expect(reply.field("Content-Type")?.hasPrefix("text/plain; version=0.0.4") == true)
        #expect(reply.text.hasSuffix("\n"))
        let sample = /([a-z0-9_]+)(\{([a-z]+="(\\.|[^"\\])*",?)*\})? (\+Inf|[0-9.e+-]+)/
        var types: Set<Substring> = []
        for line in reply.text.split(separator: "\n") {
            if line.hasPrefix("# TYPE ") { types.insert(line.split(separator: " ")[2]) }
            if line.hasPrefix("#") { continue }
            let match = try #require(line.wholeMatch(of: sample), "\(line)")
            let name = ["_bucket", "_sum", "_count"].reduce(match.1) { name, suffix in
                name.hasSuffix(suffix) ? name.dropLast(suffix.count) : name
            }
            #expect(types.contains(name) || types.contains(match.1), "\(line)")
        }
        #expect(types.count >= 6)
    }

    @Test func `requests are counted by method, route and status`() throws {
        let daemon = try TestDaemon()
        for _ in 0..<3 { try daemon.get("/v1/datasets/team/nothing") }
        try daemon.send(.get, "/v1/datasets", as: nil)
        try daemon.get("/nowhere")
        let lines = try daemon.get("/metrics").text.split(separator: "\n")
        let route = "/v1/datasets/{namespace}/{name}"
        for expected in [
            #"cairn_http_requests_total{method="GET",route="\#(route)",status="404"} 3"#,
            #"cairn_http_requests_total{method="GET",route="/v1/datasets",status="401"} 1"#,
            #"cairn_http_requests_total{method="GET",route="none",status="404"} 1"#,
            #"cairn_http_request_duration_seconds_count{family="datasets"} 4"#,
        ] {
            #expect(lines.contains { $0 == expected }, "\(expected)")
        }
    }
}
