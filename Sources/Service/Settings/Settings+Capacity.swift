extension Settings {
    /// What all clients together may take, and what one of them may.
    static let capacitySettings: [Setting] = [
        Setting(
            "loops", .integer(\.loops, 0...256),
            "Event loops that serve connections; 0 is one per core.",
            because: "a loop keeps one core busy, and more loops than cores only switch",
            .atStart),
        Setting(
            "workers", .integer(\.workers, 1...256),
            "Threads for reads of index and disk, and as many again for writes.",
            because: "enough to keep a disk's queue filled, few enough to share small machines",
            .atStart),
        Setting(
            "worker-queue", .integer(\.workerQueue, 1...65_536),
            "Requests that may wait for a worker; the next is answered 503.",
            because: "at a millisecond each, eight workers clear it within a fifth of a second",
            .atReload),
        Setting(
            "connections", .integer(\.connections, 1...1_000_000),
            "Connections open at once, but never more than three quarters of the files that the "
                + "process may open; the next is answered 503.",
            because: "a large training fleet, and below the usual limit on open files", .atReload),
        Setting(
            "connections-per-address", .integer(\.connectionsPerAddress, 1...1_000_000),
            "Connections open at once from one IPv4 address or one /64 of IPv6; the next is "
                + "answered 503. Behind a proxy, what `connections` says.",
            because: "a machine of many loaders or an office behind one address; no fifth of the "
                + "clients can shut the others out", .atReload),
        Setting(
            "backlog", .integer(\.backlog, 16...65_535),
            "Connections that may wait in the kernel; net.core.somaxconn bounds it too.",
            because: "256 collapsed under a burst of 1,000 connections", .atStart),
        Setting(
            "requests-per-token", .integer(\.requestsPerToken, 1...1_000_000),
            "Requests in progress with one token, answers that are still read among them; the next "
                + "is answered 429.",
            because: "a fleet of trainers shares a token; one that leaks cannot take everything",
            .atReload),
        Setting(
            "rate-limit-per-minute", .integer(\.rateLimitPerMinute, 0...1_000_000),
            "Requests that a token, or an address without one, may make a minute; 0 counts none. "
                + "Beyond, the answer is 429.",
            because: "the load is the team's own, and caps and queues bound what it costs; a limit "
                + "that nobody asked for looks like a fault", .atReload),
        Setting(
            "rate-limit-burst", .integer(\.rateLimitBurst, 1...1_000_000),
            "Requests that may come at once after a pause, where they are counted.",
            because: "a client that begins asks for dozens of things before it settles",
            .atReload),
        Setting(
            "refused-tokens-per-minute", .integer(\.refusedTokensPerMinute, 0...1_000_000),
            "Wrong tokens from one address that are answered 401 in a minute, before it is 429; 0 "
                + "counts none. Right tokens are served all the same.",
            because: "a job that lost its token shows what is wrong, and a flood costs no log",
            .atReload),
        Setting(
            "body-memory-bytes", .bytes(\.bodyMemoryBytes, 16 * Self.mebibyte...Self.tebibyte),
            "Memory for the bodies of all requests together; beyond it the answer is 503.",
            because: "clients are many, and a machine's memory is not", .atReload),
    ]
}
