import Shards

extension Settings {
    /// Every setting, in the order of the documents.
    package static let table: [Setting] = groups.flatMap(\.settings)

    /// The one place that names them. Bounds that are in none of these are of the engine's own
    /// making and stand with their reasons in HTTPLimits: no operator can tell a better value.
    package static let groups: [SettingGroup] = [
        SettingGroup(title: "The daemon", settings: programSettings),
        SettingGroup(title: "Encryption", settings: tlsSettings),
        SettingGroup(title: "Requests", settings: requestSettings),
        SettingGroup(title: "Time", settings: timeSettings),
        SettingGroup(title: "Capacity", settings: capacitySettings),
        SettingGroup(title: "Storage", settings: storageSettings + upkeepSettings),
    ]

    private static let programSettings: [Setting] = [
        Setting(
            "data", .path(\.data),
            "Directory that holds everything the daemon keeps; made if it is missing.",
            because: "beside whoever starts it, so that a trial leaves nothing elsewhere",
            .atStart),
        Setting(
            "listen", .address(\.listen),
            "Numeric address and port to listen on; port 0 takes a free one.",
            because: "plain HTTP belongs on the loopback interface until someone decides otherwise",
            .atStart),
        Setting(
            "anonymous-read", .boolean(\.anonymousRead),
            "Whether requests without a token may read.",
            because: "closed until someone opens it", .atReload),
        Setting(
            "log-level",
            .choice(
                \.logLevel, ["trace", "debug", "info", "notice", "warning", "error", "critical"]),
            "Least severe event that is logged.",
            because: "events of the daemon's life and what failed, no internals", .atReload),
        Setting(
            "access-log", .path(\.accessLog),
            "Where each request is a line of JSON: off, stderr, or a file, opened again at SIGHUP.",
            because: "seen by whoever keeps the daemon's other output", .atStart),
    ]

    private static let storageSettings: [Setting] = [
        Setting(
            "segment-bytes", .bytes(\.segmentBytes, Self.mebibyte...16 * Self.gibibyte),
            "Size at which a segment of small blobs is sealed and the next begins.",
            because: "few files for a scrub to open, and little to copy when one is compacted",
            .atStart),
        Setting(
            "pack-limit-bytes", .bytes(\.packLimitBytes, 0...16 * Self.mebibyte),
            "Largest blob that is packed into a segment; larger ones get a file of their own.",
            because: "below it, opening a file costs as much as sending its bytes", .atStart),
        Setting(
            "samples-per-shard", .integer(\.samplesPerShard, 1...ShardPlan.samplesPerShardLimit),
            "Samples in one tar shard.",
            because: "100 MB of 100 KB images: large enough to stream, small enough to repeat",
            .atStart),
        Setting(
            "plan-cache-bytes", .bytes(\.planCacheBytes, 0...64 * Self.gibibyte),
            "Memory for the plans of shards and deliveries that were asked for last.",
            because: "a hundred readers that take each of their shards in several ranges",
            .atReload),
    ]

    static let kibibyte = 1024
    static let mebibyte = 1024 * kibibyte
    static let gibibyte = 1024 * mebibyte
    static let tebibyte = 1024 * gibibyte
}
