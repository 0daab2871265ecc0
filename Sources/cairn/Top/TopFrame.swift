import Codecs

/// What a server did between two readings of its telemetry. Rates are per second.
struct TopFrame: Equatable {
    struct Family: Equatable {
        let name: String
        let requestRate: Double
        /// Seconds; nil without requests.
        let median: Double?
        let percentile99: Double?
        let receivedRate: Double
        let sentRate: Double
    }

    struct Pool: Equatable {
        let name: String
        let queued: Double
        let median: Double?
        let percentile99: Double?
    }

    let seconds: Double
    let upSeconds: Double
    /// With requests since the server's start, the busiest first.
    let families: [Family]
    /// Answers by status, and by class: `2xx`, `429`, `503`, ….
    let answerRates: [String: Double]
    let inProgress: Double
    /// Each loop's share of the time that it worked, 0 to 1.
    let busyShares: [Double]
    let pools: [Pool]
    let connections: Double
    let openedRate: Double
    let closedRates: [String: Double]
    let refusedRates: [String: Double]
    let processorShare: Double
    let memoryBytes: Double
    let openFiles: Double
    let openFileLimit: Double
    let lostLogLines: Double
    let isWritable: Bool

    var requestRate: Double { families.reduce(0) { $0 + $1.requestRate } }
    var receivedRate: Double { families.reduce(0) { $0 + $1.receivedRate } }
    var sentRate: Double { families.reduce(0) { $0 + $1.sentRate } }

    /// - Parameters:
    ///   - seconds: between the two.
    ///   - now: of the wall clock, in seconds since 1970.
    /// - Returns: nil when the two are not of one run of the server, or no time is between them.
    init?(from older: Scrape, to newer: Scrape, seconds: Double, now: Double) {
        let start = "process_start_time_seconds"
        guard seconds > 0, older.sum(start) == newer.sum(start) else { return nil }
        let difference = Difference(older: older, newer: newer, seconds: seconds)
        self.seconds = seconds
        upSeconds = max(0, now - (newer.sum(start) ?? now))
        families = TopFrame.families(difference)
        answerRates = TopFrame.answers(difference)
        inProgress = newer.sum("cairn_http_requests_in_progress") ?? 0
        busyShares = difference.rates("cairn_loop_busy_seconds_total", by: "loop")
            .sorted { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }.map { min(1, $0.value) }
        pools = TopFrame.pools(difference)
        connections = newer.sum("cairn_http_connections") ?? 0
        openedRate = difference.rate("cairn_http_connections_total")
        closedRates = difference.rates("cairn_http_connections_closed_total", by: "reason")
        refusedRates = difference.rates("cairn_http_connections_refused_total", by: "reason")
        processorShare = difference.rate("process_cpu_seconds_total")
        memoryBytes = newer.sum("process_resident_memory_bytes") ?? 0
        openFiles = newer.sum("process_open_fds") ?? 0
        openFileLimit = newer.sum("process_max_fds") ?? 0
        lostLogLines = newer.sum("cairn_access_log_lost_lines_total") ?? 0
        isWritable = newer.sum("cairn_storage_writable") != 0
    }

    private static func families(_ difference: Difference) -> [Family] {
        let durations = "cairn_http_request_duration_seconds"
        let buckets = difference.buckets(durations, by: "family")
        let received = difference.rates("cairn_http_request_size_bytes_sum", by: "family")
        let sent = difference.rates("cairn_http_response_size_bytes_sum", by: "family")
        let totals = difference.newer.sums(durations + "_count", by: "family")
        return difference.rates(durations + "_count", by: "family")
            .filter { totals[$0.key] ?? 0 > 0 }
            .map { name, rate in
                Family(
                    name: name, requestRate: rate,
                    median: quantile(0.5, of: buckets[name] ?? []),
                    percentile99: quantile(0.99, of: buckets[name] ?? []),
                    receivedRate: received[name] ?? 0, sentRate: sent[name] ?? 0)
            }
            .sorted { ($1.requestRate, $0.name) < ($0.requestRate, $1.name) }
    }

    private static func pools(_ difference: Difference) -> [Pool] {
        let buckets = difference.buckets("cairn_worker_wait_seconds", by: "pool")
        return difference.newer.sums("cairn_worker_queue_length", by: "pool")
            .map { name, queued in
                Pool(
                    name: name, queued: queued, median: quantile(0.5, of: buckets[name] ?? []),
                    percentile99: quantile(0.99, of: buckets[name] ?? []))
            }
            .sorted { $0.name < $1.name }
    }

    // 429 and 503 tell of limits, and stand beside their classes.
    private static func answers(_ difference: Difference) -> [String: Double] {
        var rates: [String: Double] = [:]
        for (status, rate) in difference.rates("cairn_http_requests_total", by: "status") {
            let isOwn = ["429", "503"].contains(status)
            let name = isOwn ? status : status == "0" ? "lost" : "\(status.prefix(1))xx"
            rates[name, default: 0] += rate
        }
        return rates
    }

    /// Where the share `quantile` of the observations lies: within its bucket they are taken to be
    /// spread evenly, as Prometheus does it. Beyond the last bound, that bound. Nil for none.
    static func quantile(_ quantile: Double, of buckets: [Scrape.Bucket]) -> Double? {
        guard let total = buckets.last?.count, total > 0 else { return nil }
        let rank = quantile * total
        var (lower, below) = (0.0, 0.0)
        for bucket in buckets {
            if bucket.count >= rank {
                guard bucket.bound.isFinite, bucket.count > below else { return lower }
                return lower + (bucket.bound - lower) * (rank - below) / (bucket.count - below)
            }
            (lower, below) = (bucket.bound, bucket.count)
        }
        return lower
    }
}

/// Two readings and the time between them.
private struct Difference {
    let older: Scrape
    let newer: Scrape
    let seconds: Double

    func rate(_ name: String) -> Double {
        max(0, (newer.sum(name) ?? 0) - (older.sum(name) ?? 0)) / seconds
    }

    func rates(_ name: String, by label: String) -> [String: Double] {
        let before = older.sums(name, by: label)
        return Dictionary(
            uniqueKeysWithValues: newer.sums(name, by: label).map { key, value in
                (key, max(0, value - (before[key] ?? 0)) / seconds)
            })
    }

    /// What came into cumulative buckets in between.
    func buckets(_ name: String, by label: String) -> [String: [Scrape.Bucket]] {
        let before = older.buckets(name, by: label)
        return Dictionary(
            uniqueKeysWithValues: newer.buckets(name, by: label).map { key, buckets in
                let old = before[key] ?? []
                let isSame = old.map(\.bound) == buckets.map(\.bound)
                let change = buckets.enumerated().map { index, bucket in
                    Scrape.Bucket(
                        bound: bucket.bound,
                        count: max(0, bucket.count - (isSame ? old[index].count : 0)))
                }
                return (key, change)
            })
    }
}
