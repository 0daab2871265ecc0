import Codecs
import Testing

@testable import cairn

/// What a server did between two readings, and how it is shown.
struct TopFrameTests {
    private static func scrape(
        requests: Int, fast: Int, busy: Double, start: Int = 1000, extra: String = ""
    ) throws -> Scrape {
        let duration = "cairn_http_request_duration_seconds"
        return try Scrape(
            """
            process_start_time_seconds \(start)
            process_cpu_seconds_total \(busy)
            process_resident_memory_bytes 104857600
            process_open_fds 21
            process_max_fds 1048576
            cairn_storage_writable 1
            cairn_http_connections 5
            cairn_http_connections_total \(requests / 10)
            cairn_http_connections_closed_total{reason="peer"} \(requests / 20)
            cairn_http_requests_in_progress 2
            cairn_http_requests_total{method="GET",route="/a",status="200"} \(requests)
            cairn_http_requests_total{method="GET",route="/a",status="503"} \(requests / 10)
            \(duration)_bucket{family="shards",le="0.001"} \(fast)
            \(duration)_bucket{family="shards",le="0.01"} \(requests)
            \(duration)_bucket{family="shards",le="+Inf"} \(requests)
            \(duration)_count{family="shards"} \(requests)
            \(duration)_bucket{family="runs",le="+Inf"} 0
            \(duration)_count{family="runs"} 0
            cairn_http_request_size_bytes_sum{family="shards"} \(requests * 100)
            cairn_http_response_size_bytes_sum{family="shards"} \(requests * 1024)
            cairn_loop_busy_seconds_total{loop="0"} \(busy)
            cairn_loop_busy_seconds_total{loop="10"} \(busy * 2)
            cairn_loop_busy_seconds_total{loop="9"} 0
            cairn_worker_queue_length{pool="worker"} 3
            cairn_worker_wait_seconds_bucket{pool="worker",le="0.001"} \(requests)
            cairn_worker_wait_seconds_bucket{pool="worker",le="+Inf"} \(requests)
            \(extra)

            """)
    }

    private static func frame(extra: String = "") throws -> TopFrame {
        try #require(
            TopFrame(
                from: scrape(requests: 1000, fast: 900, busy: 10),
                to: scrape(requests: 3000, fast: 2400, busy: 10.5, extra: extra), seconds: 2,
                now: 4600))
    }

    @Test func `rates are differences over time`() throws {
        let frame = try Self.frame()
        #expect(frame.requestRate == 1000)
        #expect(frame.receivedRate == 100_000)
        #expect(frame.sentRate == 1_024_000)
        #expect(frame.answerRates == ["2xx": 1000, "503": 100])
        #expect(frame.openedRate == 100)
        #expect(frame.closedRates == ["peer": 50])
        #expect(frame.busyShares == [0.25, 0, 0.5], "in the order of the loops' numbers")
        #expect(frame.processorShare == 0.25)
        #expect(frame.upSeconds == 3600)
        #expect(frame.families.map(\.name) == ["shards"], "others had no request")
    }

    @Test func `percentiles are those of the time between, not of all time`() throws {
        // 1500 of 2000 took up to 1 ms: half of all lies at two thirds of that bucket.
        let family = try #require(Self.frame().families.first)
        #expect(abs((family.median ?? 0) - 0.001 * 1000 / 1500) < 1e-9)
        #expect(abs((family.percentile99 ?? 0) - (0.001 + 0.009 * 480 / 500)) < 1e-9)
    }

    @Test(
        arguments: [
            ([], nil), ([(1.0, 0.0)], nil), ([(1, 4), (2, 4)], 0.5),
            ([(1, 0), (2, 4), (.infinity, 4)], 1.5), ([(1, 1), (.infinity, 4)], 1),
        ] as [([(Double, Double)], Double?)])
    func `a median lies within its bucket`(buckets: [(Double, Double)], median: Double?) {
        let buckets = buckets.map { Scrape.Bucket(bound: $0.0, count: $0.1) }
        #expect(TopFrame.quantile(0.5, of: buckets) == median)
    }

    @Test func `a server that was restarted has nothing to compare with`() throws {
        let older = try Self.scrape(requests: 1000, fast: 900, busy: 10)
        let newer = try Self.scrape(requests: 1, fast: 1, busy: 0, start: 2000)
        #expect(TopFrame(from: older, to: newer, seconds: 2, now: 3000) == nil)
    }

    @Test func `a screen of 80 by 24 holds everything`() throws {
        let lines = TopScreen.text(try Self.frame(), server: "a:1", columns: 80, rows: 24)
        #expect(lines.allSatisfy { $0.count <= 80 })
        let text = lines.joined(separator: "\n")
        for part in [
            "up 1h00m", "1,000/s", "2 in progress", "503 100", "5 open", "closed peer 50/s",
            "25 %", "50 %", "worker 3", "memory 100 MiB", "files 21 of 1,048,576", "shards",
            "667 µs", "9.6 ms",
        ] {
            #expect(text.contains(part), "\(part) in\n\(text)")
        }
        #expect(!text.contains("!"))
    }

    @Test func `what an operator must do stands on the screen`() throws {
        let frame = try Self.frame(extra: "cairn_access_log_lost_lines_total 12")
        let text = TopScreen.text(frame, server: "a:1", columns: 80, rows: 24)
        #expect(text.contains { $0.contains("12 lines of the access log were lost") })
    }

    @Test(arguments: [(1, 1), (20, 5), (80, 3), (0, 0)])
    func `no terminal is too small`(columns: Int, rows: Int) throws {
        let lines = TopScreen.text(try Self.frame(), server: "a:1", columns: columns, rows: rows)
        #expect(lines.count <= rows)
        #expect(lines.allSatisfy { $0.count <= columns })
    }

    @Test func `programs get every number`() throws {
        let json = try Self.frame().json
        #expect(json["requestsPerSecond"] == 1000)
        #expect(json["families"]?[0]?["family"] == "shards")
        #expect(json["pools"]?[0]?["queued"] == 3)
        #expect(json["loopBusyShares"]?[2] == 0.5)
        #expect(json["closedPerSecond"]?["peer"] == 50)
    }
}
