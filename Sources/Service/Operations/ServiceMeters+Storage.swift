import Catalog
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
}
