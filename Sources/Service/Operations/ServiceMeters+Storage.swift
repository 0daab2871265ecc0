import Catalog
import Records
import Telemetry

extension ServiceMeters {
    /// What there is to know of the disk and of what lies on it.
    static func addStorage(_ storage: Storage?, to meters: inout Meters) {
        meters.gauge(
            "cairn_storage_free_bytes", help: "Bytes free where blobs are; -1 when not known."
        ) {
            let free = try? storage?.blobs.freeByteCount()
            return free.flatMap { $0 }.map(Double.init) ?? -1
        }
        meters.gauge(
            "cairn_storage_quarantined_blobs",
            help: "Blobs that are damaged and not served: upload them again."
        ) { Double(storage?.quarantine.count ?? 0) }
    }

    static func addUpkeep(_ upkeep: Upkeep?, to meters: inout Meters) {
        func counter(
            _ name: String, _ help: String, _ read: @escaping @Sendable (UpkeepStatus) -> Int64
        ) {
            meters.readings(name, .counter, help: help) {
                [MeterReading([], .count(UInt64(upkeep.map { read($0.status) } ?? 0)))]
            }
        }
        counter("cairn_scrub_checked_bytes_total", "Bytes of blobs that scrubs have read.") {
            $0.scrub.report.checked.byteCount
        }
        counter("cairn_scrub_damaged_blobs_total", "Blobs that scrubs have found damaged.") {
            Int64($0.scrub.report.damagedCount)
        }
        counter(
            "cairn_scrub_unreadable_blobs_total", "Blobs that the disk did not give to a scrub."
        ) { Int64($0.scrub.report.unreadableCount) }
        counter(
            "cairn_collection_removed_blobs_total", "Blobs that nothing referred to and are gone."
        ) { Int64($0.removedBlobCount) }
        counter(
            "cairn_collection_freed_bytes_total", "Bytes of files that collections have removed."
        ) { $0.freedByteCount }
        meters.readings(
            "cairn_collection_end_seconds", .gauge,
            help: "When the last collection ended, since 1970; no series before the first."
        ) {
            let end = upkeep?.status.collectedAt
            return end.map { [MeterReading([], .number(Double($0.milliseconds) / 1000))] } ?? []
        }
    }
}
