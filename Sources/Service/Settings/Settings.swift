/// What an operator may choose: the values, with their defaults.
///
/// To add a setting: a property here, and its line in ``Settings/table``, which names, bounds and
/// explains it. Flags, environment, file and documents are made from that line.
package struct Settings: Sendable, Equatable {
    package var data = "./data"
    package var listen = ListenAddress(ipv4Loopback: 8080)
    package var anonymousRead = false
    package var logLevel = "info"

    package var loops = 0
    package var workers = 8
    package var workerQueue = 1024
    package var connections = 10_000
    package var headTimeoutSeconds = 10
    package var idleTimeoutSeconds = 75
    package var bodyTimeoutSeconds = 30
    package var sendTimeoutSeconds = 30
    package var drainSeconds = 20
    package var changeWaitSeconds = 30

    package var segmentBytes = 1024 * 1024 * 1024
    package var packLimitBytes = 256 * 1024
    package var diskReserveBytes = 1024 * 1024 * 1024
    package var readCheckInterval = 1000
    package var blobLimitBytes = 64 * 1024 * 1024 * 1024
    package var commitLimitBytes = 1024 * 1024 * 1024 * 1024
    package var jsonLimitBytes = 1024 * 1024
    package var linesLimitBytes = 64 * 1024 * 1024
    package var bodyMemoryBytes = 1024 * 1024 * 1024
    package var samplesPerShard = 1000

    package init() {}
}
