package import Catalog
package import Telemetry

/// What Prometheus reads of the daemon.
package struct ServiceMeters: Sendable {
    package let meters: Meters
    let requests: Family<Counter>
    let durations: Family<Histogram>
    let receivedBytes: Counter
    let sentBytes: Counter
    let connections: Gauge
    let openedConnections: Counter

    package init(storage: Storage) {
        var meters = Meters()
        requests = meters.counters(
            "cairn_http_requests_total", help: "Finished requests.",
            labels: ["method", "route", "status"])
        durations = meters.histograms(
            "cairn_http_request_duration_seconds",
            help: "Time from a request's head to the end of its answer.", labels: ["route"],
            unit: .seconds, bounds: Histogram.requestSeconds)
        receivedBytes = meters.counter(
            "cairn_http_received_bytes_total", help: "Bytes of requests.")
        sentBytes = meters.counter("cairn_http_sent_bytes_total", help: "Bytes of answers.")
        connections = meters.gauge("cairn_http_connections", help: "Open connections.")
        openedConnections = meters.counter(
            "cairn_http_connections_total", help: "Connections that were accepted.")
        meters.gauge(
            "cairn_storage_writable", help: "1, or 0 after a failed sync: restart the daemon."
        ) { storage.isWritable ? 1 : 0 }
        meters.gauge(
            "cairn_storage_free_bytes", help: "Bytes free where blobs are; -1 when not known."
        ) { Double(((try? storage.blobs.freeByteCount()) ?? nil) ?? -1) }
        meters.gauge(
            "cairn_storage_quarantined_blobs",
            help: "Blobs that are damaged and not served: upload them again."
        ) { Double(storage.quarantine.count) }
        self.meters = meters
    }
}
