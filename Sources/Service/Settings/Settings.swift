/// What an operator may choose: the values, with their defaults.
///
/// To add a setting: a property here, and its line in a group of ``Settings/groups``, which names,
/// bounds and explains it. Flags, environment, file and documents are made from that line.
package struct Settings: Sendable, Equatable {
    package var data = "./data"
    package var listen = ListenAddress(ipv4Loopback: 8080)
    package var anonymousRead = false
    package var logLevel = "info"
    package var accessLog = "stderr"

    /// Empty for none: plain HTTP then.
    package var tlsCertificate = ""
    package var tlsKey = ""
    package var tlsClientCertificates = "none"
    package var tlsClientAuthorities = ""
    package var tlsHandshakeTimeoutSeconds = 10
    package var allowUnencrypted = false

    package var loops = 0
    package var workers = 8
    package var workerQueue = 1024
    package var connections = 10_000
    package var connectionsPerAddress = 2000
    package var backlog = 4096
    package var requestsPerToken = 4096
    package var rateLimitPerMinute = 0
    package var rateLimitBurst = 200
    package var refusedTokensPerMinute = 60
    package var bodyMemoryBytes = 1024 * 1024 * 1024

    package var headTimeoutSeconds = 10
    package var idleTimeoutSeconds = 75
    package var bodyTimeoutSeconds = 30
    package var sendTimeoutSeconds = 30
    package var minimumRateBytes = 1024
    package var rateGraceSeconds = 30
    package var lingerSeconds = 2
    package var drainSeconds = 20
    package var changeWaitSeconds = 30

    package var targetLimitBytes = 8 * 1024
    package var headLimitBytes = 16 * 1024
    package var fieldLimit = 64
    package var chunkExtensionLimitBytes = 4 * 1024
    package var trailerLimitBytes = 8 * 1024
    package var discardLimitBytes = 64 * 1024
    package var blobLimitBytes = 64 * 1024 * 1024 * 1024
    package var commitLimitBytes = 1024 * 1024 * 1024 * 1024
    package var jsonLimitBytes = 1024 * 1024
    package var linesLimitBytes = 64 * 1024 * 1024
    package var bodyExpansionFactor = 100

    package var segmentBytes = 1024 * 1024 * 1024
    package var packLimitBytes = 256 * 1024
    package var samplesPerShard = 1000
    package var planCacheBytes = 64 * 1024 * 1024
    package var diskReserveBytes = 1024 * 1024 * 1024
    package var readCheckInterval = 1000
    package var collectionIntervalSeconds = 86_400
    package var collectionGraceSeconds = 86_400
    package var compactionPercent = 50
    package var scrubIntervalSeconds = 7 * 86_400
    package var scrubRateBytes = 16 * 1024 * 1024

    package init() {}
}
