package import Catalog
package import HTTP
import Posix
import Records
package import Telemetry

/// What Prometheus reads of the daemon.
package struct ServiceMeters: Sendable {
    /// What others keep and a scrape asks for. Nil and empty in the documentation.
    package struct Sources: Sendable {
        package var storage: Storage?
        package var upkeep: Upkeep?
        /// By name: who waits where.
        package var pools: [(name: String, pool: WorkerPool)] = []

        /// When the server's certificate ends, in seconds since 1970; nil without TLS.
        package var certificateEnd: (@Sendable () -> Int64?)?

        /// Nil when requests are not logged.
        package var accessLog: AccessLog?

        package init() {}
    }

    package let meters: Meters
    let families: RequestFamilies
    let connections: Gauge
    let openedConnections: Counter
    let closedConnections: Family<Counter>
    let refusedConnections: Family<Counter>

    package init(_ sources: Sources, families: [Endpoint.Family] = Endpoints.families) {
        var meters = Meters()
        ServiceMeters.addRelease(to: &meters)
        let families = RequestFamilies(families)
        self.families = families
        ServiceMeters.addRequests(families, to: &meters)
        connections = meters.gauge("cairn_http_connections", help: "Open connections.")
        openedConnections = meters.counter(
            "cairn_http_connections_total", help: "Connections that were accepted.")
        closedConnections = meters.counters(
            "cairn_http_connections_closed_total", help: "Connections that have ended, by why.",
            labels: ["reason"])
        for reason in CloseReason.allCases { _ = closedConnections.with(reason.rawValue) }
        refusedConnections = meters.counters(
            "cairn_http_connections_refused_total",
            help: "Connections that were not served, by the setting or limit that refused them.",
            labels: ["reason"])
        for reason in ConnectionRefusal.allCases {
            _ = refusedConnections.with(reason.rawValue)
        }
        ServiceMeters.addLoops(families, to: &meters)
        ServiceMeters.addPools(sources.pools, to: &meters)
        meters.gauge(
            "cairn_storage_writable", help: "1, or 0 after a failed sync: restart the daemon."
        ) { sources.storage?.isWritable == false ? 0 : 1 }
        meters.readings(
            "cairn_access_log_lost_lines_total", .counter,
            help: "Lines of the access log that were dropped: it is written too slowly, or not."
        ) { [MeterReading([], .count(UInt64(sources.accessLog?.lostCount ?? 0)))] }
        meters.readings(
            "cairn_tls_certificate_end_seconds", .gauge,
            help: "When the server's certificate ends, since 1970; no series without TLS."
        ) {
            sources.certificateEnd?().map { [MeterReading([], .number(Double($0)))] } ?? []
        }
        ServiceMeters.addStorage(sources.storage, to: &meters)
        ServiceMeters.addUpkeep(sources.upkeep, to: &meters)
        ServiceMeters.addProcess(to: &meters)
        self.meters = meters
    }

    private static func addRequests(_ families: RequestFamilies, to meters: inout Meters) {
        meters.readings(
            "cairn_http_requests_total", .counter,
            help: "Finished requests; status 0 when the connection was lost before an answer.",
            labels: ["method", "route", "status"]
        ) { families.requests }
        meters.readings(
            "cairn_http_request_duration_seconds", .histogram,
            help: "Time from a request's head to the end of its answer.", labels: ["family"]
        ) { families.durations }
        meters.readings(
            "cairn_http_request_size_bytes", .histogram,
            help: "Bytes of a request: head, and what was read of its body.", labels: ["family"]
        ) { families.receivedBytes }
        meters.readings(
            "cairn_http_response_size_bytes", .histogram,
            help: "Bytes of an answer, head and content.", labels: ["family"]
        ) { families.sentBytes }
        meters.gauge(
            "cairn_http_requests_in_progress", help: "Requests that have begun and not finished."
        ) { families.requestsInProgress }
    }

    private static func addLoops(_ families: RequestFamilies, to meters: inout Meters) {
        meters.readings(
            "cairn_loop_busy_seconds_total", .counter,
            help: "Time that a loop did not wait for events: its rate is the loop's busy share.",
            labels: ["loop"]
        ) { families.busySeconds }
        meters.readings(
            "cairn_loop_turns_total", .counter, help: "How often a loop has looked for events.",
            labels: ["loop"]
        ) { families.turns }
    }

    private static func addPools(
        _ pools: [(name: String, pool: WorkerPool)], to meters: inout Meters
    ) {
        meters.readings(
            "cairn_worker_wait_seconds", .histogram,
            help: "Time that work has waited for a thread of its pool.", labels: ["pool"]
        ) { pools.map { MeterReading([$0.name], .histogram($0.pool.waits.reading)) } }
        meters.readings(
            "cairn_worker_queue_length", .gauge, help: "Work that waits for a thread of its pool.",
            labels: ["pool"]
        ) { pools.map { MeterReading([$0.name], .count(UInt64($0.pool.queuedCount))) } }
    }

    private static func addRelease(to meters: inout Meters) {
        let reading = MeterReading([Release.version], .count(1))
        meters.readings(
            "cairn_build_info", .gauge, help: "Always 1: which release this is.",
            labels: ["version"]
        ) { [reading] }
    }

    // The names that Prometheus's own clients use:
    // https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics
    private static func addProcess(to meters: inout Meters) {
        meters.readings(
            "process_cpu_seconds_total", .counter, help: "User and system time of all threads."
        ) { [MeterReading([], .number(ProcessUsage.now().processorSeconds))] }
        meters.gauge("process_resident_memory_bytes", help: "Memory that is in use.") {
            Double(ProcessUsage.now().residentByteCount)
        }
        meters.gauge("process_open_fds", help: "Open files and connections.") {
            Double(ProcessUsage.now().openFileCount)
        }
        meters.gauge("process_max_fds", help: "Files and connections that may be open.") {
            Double(ProcessUsage.now().openFileLimit)
        }
        let start = ProcessUsage.startSeconds
        meters.gauge(
            "process_start_time_seconds", help: "When the daemon was started, since 1970."
        ) { start }
    }
}
