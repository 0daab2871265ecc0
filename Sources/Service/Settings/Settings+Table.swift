extension Settings {
    /// Every setting, in the order of the documents: the one place that names them.
    package static let table: [Setting] = programSettings + serverSettings + storageSettings

    private static let programSettings: [Setting] = [
        Setting(
            "data", .path(\.data),
            "Directory that holds everything the daemon keeps; made if it is missing.",
            because: "beside whoever starts it, so that a trial leaves nothing elsewhere"),
        Setting(
            "listen", .address(\.listen),
            "Numeric address and port to listen on; port 0 takes a free one.",
            because: "plain HTTP belongs on the loopback interface until someone decides otherwise"
        ),
        Setting(
            "anonymous-read", .boolean(\.anonymousRead),
            "Whether requests without a token may read.",
            because: "closed until someone opens it"),
        Setting(
            "log-level",
            .choice(
                \.logLevel, ["trace", "debug", "info", "notice", "warning", "error", "critical"]),
            "Least severe event that is logged.",
            because: "one line per request and per event of the daemon's life, no internals"),
    ]

    private static let serverSettings: [Setting] = [
        Setting(
            "loops", .integer(\.loops, 0...256),
            "Event loops that serve connections; 0 is one per core.",
            because: "a loop keeps one core busy, and more loops than cores only switch"),
        Setting(
            "workers", .integer(\.workers, 1...256),
            "Threads for reads of index and disk, and as many again for writes.",
            because: "enough to keep a disk's queue filled, few enough to share small machines"),
        Setting(
            "worker-queue", .integer(\.workerQueue, 1...65_536),
            "Requests that may wait for a worker; the next is answered 503.",
            because: "at a millisecond each, eight workers clear it within a fifth of a second"),
        Setting(
            "connections", .integer(\.connections, 1...1_000_000),
            "Connections open at once; the next is answered 503.",
            because: "a large training fleet, and below the usual limit on open files"),
        Setting(
            "head-timeout-seconds", .seconds(\.headTimeoutSeconds, 1...300),
            "Time from the first byte of a request to the end of its head.",
            because: "a head is one packet or two; slower is an attack or a broken client"),
        Setting(
            "idle-timeout-seconds", .seconds(\.idleTimeoutSeconds, 1...3600),
            "Time a connection may stay open between requests.",
            because: "longer than the 60 s after which usual proxies let go"),
        Setting(
            "body-timeout-seconds", .seconds(\.bodyTimeoutSeconds, 1...3600),
            "Time without a single byte of a body that is being received.",
            because: "longer than a mobile network's pause, shorter than a person's patience"),
        Setting(
            "send-timeout-seconds", .seconds(\.sendTimeoutSeconds, 1...3600),
            "Time without the client taking a single byte of an answer.",
            because: "a trainer that pauses longer resumes with a range"),
        Setting(
            "drain-seconds", .seconds(\.drainSeconds, 0...600),
            "Time that answers in flight get after SIGTERM.",
            because: "inside the 30 s that container platforms wait before they kill"),
        Setting(
            "change-wait-seconds", .seconds(\.changeWaitSeconds, 0...300),
            "Longest time a client may ask to wait for changes of a labelset.",
            because: "shorter than the time-outs of usual proxies, or their owners see errors"),
    ]

    private static let storageSettings: [Setting] = [
        Setting(
            "segment-bytes", .bytes(\.segmentBytes, Self.mebibyte...16 * Self.gibibyte),
            "Size at which a segment of small blobs is sealed and the next begins.",
            because: "few files for a scrub to open, and little to copy when one is compacted"),
        Setting(
            "pack-limit-bytes", .bytes(\.packLimitBytes, 0...16 * Self.mebibyte),
            "Largest blob that is packed into a segment; larger ones get a file of their own.",
            because: "below it, opening a file costs as much as sending its bytes"),
        Setting(
            "disk-reserve-bytes", .bytes(\.diskReserveBytes, 0...Self.tebibyte),
            "Bytes that stay free on the disk; below, uploads and commits are answered 507.",
            because: "the index, its log and the compaction of a segment still find room in it"),
        Setting(
            "read-check-interval", .integer(\.readCheckInterval, 0...1_000_000_000),
            "Reads of whole blobs of which one is held against its digest first; 0 is none.",
            because: "what is read often is soon checked, at a thousandth of the cost of hashing"),
        Setting(
            "blob-limit-bytes", .bytes(\.blobLimitBytes, Self.mebibyte...Self.tebibyte),
            "Largest single blob.",
            because: "a checkpoint or a long video fits; a runaway upload ends"),
        Setting(
            "commit-limit-bytes", .bytes(\.commitLimitBytes, Self.mebibyte...64 * Self.tebibyte),
            "Largest commit: bytes of one tar or NDJSON stream.",
            because: "a terabyte data set in one stream; what is larger goes in several commits"),
        Setting(
            "json-limit-bytes", .bytes(\.jsonLimitBytes, 1024...256 * Self.mebibyte),
            "Largest JSON body: a recipe, a single annotation.",
            because: "it is held in memory while it is read; ours are a few kilobytes"),
        Setting(
            "lines-limit-bytes", .bytes(\.linesLimitBytes, 1024...4 * Self.gibibyte),
            "Largest bulk write of annotations as NDJSON.",
            because: "all of it is one transaction, and other writes wait for that"),
        Setting(
            "body-memory-bytes", .bytes(\.bodyMemoryBytes, 16 * Self.mebibyte...Self.tebibyte),
            "Memory for the bodies of all requests together; beyond it the answer is 503.",
            because: "clients are many, and a machine's memory is not"),
        Setting(
            "samples-per-shard", .integer(\.samplesPerShard, 1...100_000),
            "Samples in one tar shard.",
            because: "100 MB of 100 KB images: large enough to stream, small enough to repeat"),
    ]

    private static let mebibyte = 1024 * 1024
    private static let gibibyte = 1024 * mebibyte
    private static let tebibyte = 1024 * gibibyte
}
