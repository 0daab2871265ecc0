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
            "body-memory-bytes", .bytes(\.bodyMemoryBytes, 16 * Self.mebibyte...Self.tebibyte),
            "Memory for the bodies of all requests together; beyond it the answer is 503.",
            because: "clients are many, and a machine's memory is not", .atReload),
    ]
}
