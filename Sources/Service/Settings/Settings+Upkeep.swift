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
    ]
}
