extension Settings {
    /// How long a peer may take, and how slow it may be.
    static let timeSettings: [Setting] = [
        Setting(
            "head-timeout-seconds", .seconds(\.headTimeoutSeconds, 1...300),
            "Time from the first byte of a request to the end of its head.",
            because: "a head is one packet or two; slower is an attack or a broken client",
            .atReload),
        Setting(
            "idle-timeout-seconds", .seconds(\.idleTimeoutSeconds, 1...3600),
            "Time a connection may stay open between requests.",
            because: "longer than the 60 s after which usual proxies let go", .atReload),
        Setting(
            "body-timeout-seconds", .seconds(\.bodyTimeoutSeconds, 1...3600),
            "Time without a single byte of a body that is being received.",
            because: "longer than a mobile network's pause, shorter than a person's patience",
            .atReload),
        Setting(
            "send-timeout-seconds", .seconds(\.sendTimeoutSeconds, 1...3600),
            "Time without the client taking a single byte of an answer.",
            because: "a trainer that pauses longer resumes with a range", .atReload),
        Setting(
            "minimum-rate-bytes", .bytes(\.minimumRateBytes, 0...Self.mebibyte),
            "Bytes per second that a body and an answer must keep on average; 0 asks for none.",
            because: "a phone at the edge of a network does ten times as much", .atReload),
        Setting(
            "rate-grace-seconds", .seconds(\.rateGraceSeconds, 1...3600),
            "Time spent waiting for a peer before its average counts.",
            because: "a pause is forgiven, a trickle that holds a worker is not", .atReload),
        Setting(
            "linger-seconds", .seconds(\.lingerSeconds, 0...60),
            "Time after a last answer in which what the client still sends is read past.",
            because: "a round trip or two, without which a reset may take the answer away",
            .atReload),
        Setting(
            "drain-seconds", .seconds(\.drainSeconds, 0...600),
            "Time that answers in flight get after SIGTERM; a second one ends it at once.",
            because: "inside the 30 s that container platforms wait before they kill", .atReload),
        Setting(
            "change-wait-seconds", .seconds(\.changeWaitSeconds, 0...300),
            "Longest time a client may ask to wait for changes of a labelset.",
            because: "shorter than the time-outs of usual proxies, or their owners see errors",
            .atReload),
    ]
}
