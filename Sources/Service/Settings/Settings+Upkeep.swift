extension Settings {
    /// How the store looks after itself.
    static let upkeepSettings: [Setting] = [
        Setting(
            "disk-reserve-bytes", .bytes(\.diskReserveBytes, 0...Self.tebibyte),
            "Bytes that stay free on the disk; below, uploads and commits are answered 507.",
            because: "the index, its log and the compaction of a segment still find room in it",
            .atStart),
        Setting(
            "read-check-interval", .integer(\.readCheckInterval, 0...1_000_000_000),
            "Reads of whole blobs of which one is held against its digest first; 0 is none.",
            because: "what is read often is soon checked, at a thousandth of the cost of hashing",
            .atStart),
        Setting(
            "collection-interval-seconds",
            .seconds(\.collectionIntervalSeconds, 0...366 * 86_400),
            "Time from one removal of blobs that nothing refers to to the next; 0 is only when "
                + "somebody asks for it.",
            because: "a night's work, and what is left over by day waits for the next", .atReload),
        Setting(
            "collection-grace-seconds", .seconds(\.collectionGraceSeconds, 1...366 * 86_400),
            "Time that a blob stays that nothing refers to; longer than an upload in steps takes.",
            because: "a client that asked today what to upload may commit it tomorrow", .atReload),
        Setting(
            "compaction-percent", .integer(\.compactionPercent, 0...90),
            "A segment of which fewer per cent are used is copied and removed; 0 is none but "
                + "those that are empty.",
            because: "each byte that becomes free costs at most one that is copied", .atReload),
        Setting(
            "scrub-interval-seconds", .seconds(\.scrubIntervalSeconds, 0...366 * 86_400),
            "Time from the end of one reading of all blobs to the next; 0 is none.",
            because: "a disk's silent errors are found while there is still a backup", .atReload),
        Setting(
            "scrub-rate-bytes", .bytes(\.scrubRateBytes, Self.mebibyte...16 * Self.gibibyte),
            "Bytes a second that such a reading takes.",
            because: "a tenth of a slow disk, and 1.4 TB a day", .atReload),
    ]
}
