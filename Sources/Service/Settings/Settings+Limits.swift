import Blobs
package import Catalog
import HTTP
package import Logging
import Posix
import Records
import SQL

// What the settings mean to the rooms below.

extension DataDirectory {
    /// Opens the directory that the settings name, with the limits that they set.
    ///
    /// - Parameter acceptsBackup: whether it may be a backup, to read it.
    package static func open(
        _ settings: Settings, acceptsBackup: Bool = false
    ) throws -> DataDirectory {
        var blobs = BlobSettings()
        blobs.packLimitBytes = settings.packLimitBytes
        blobs.segmentLimitBytes = Int64(settings.segmentBytes)
        blobs.reserveBytes = Int64(settings.diskReserveBytes)
        var database = DatabaseSettings()
        database.readerCount = settings.workers
        return try DataDirectory.open(
            path: settings.data, databaseSettings: database, blobSettings: blobs,
            readSampleInterval: settings.readCheckInterval, acceptsBackup: acceptsBackup,
            now: { Timestamp(milliseconds: Int64(Clock.wallNanoseconds / 1_000_000)) })
    }
}

extension UpkeepSchedule {
    init(_ settings: Settings) {
        self.init()
        collectionIntervalSeconds = settings.collectionIntervalSeconds
        scrubIntervalSeconds = settings.scrubIntervalSeconds
        scrubByteRate = settings.scrubRateBytes
        collector.graceMilliseconds = Int64(settings.collectionGraceSeconds) * 1000
        collector.compactionPercent = settings.compactionPercent
    }
}

extension AccessLog {
    /// The log that the settings name; nil for none.
    package static func open(
        _ settings: Settings, logger: Logger
    ) throws(AccessLogError) -> AccessLog? {
        switch settings.accessLog {
        case "off": nil
        case "stderr": try AccessLog(path: nil, logger: logger)
        case let path: try AccessLog(path: path, logger: logger)
        }
    }
}

extension ServiceLimits {
    init(_ settings: Settings) {
        self.init()
        jsonByteCount = settings.jsonLimitBytes
        linesByteCount = settings.linesLimitBytes
        bodyMemoryByteCount = Int64(settings.bodyMemoryBytes)
        blobByteCount = Int64(settings.blobLimitBytes)
        commitByteCount = Int64(settings.commitLimitBytes)
        bodyExpansionFactor = settings.bodyExpansionFactor
        samplesPerShard = settings.samplesPerShard
        planCacheByteCount = settings.planCacheBytes
        changeWaitSeconds = settings.changeWaitSeconds
    }
}

extension Reception.Limits {
    init(_ settings: Settings) {
        rate = RatePolicy(perMinute: settings.rateLimitPerMinute, burst: settings.rateLimitBurst)
        refusedTokens = RatePolicy(
            perMinute: settings.refusedTokensPerMinute, burst: settings.refusedTokensPerMinute)
        requestsPerToken = settings.requestsPerToken
    }
}

extension HTTPLimits {
    init(_ settings: Settings) {
        self.init()
        headByteCount = settings.headLimitBytes
        targetByteCount = settings.targetLimitBytes
        fieldCount = settings.fieldLimit
        chunkExtensionByteCount = settings.chunkExtensionLimitBytes
        trailerByteCount = settings.trailerLimitBytes
        discardByteCount = Int64(settings.discardLimitBytes)
        handshakeTimeoutSeconds = settings.tlsHandshakeTimeoutSeconds
        headTimeoutSeconds = settings.headTimeoutSeconds
        idleTimeoutSeconds = settings.idleTimeoutSeconds
        bodyIdleTimeoutSeconds = settings.bodyTimeoutSeconds
        writeStallTimeoutSeconds = settings.sendTimeoutSeconds
        minimumBytesPerSecond = settings.minimumRateBytes
        rateGraceSeconds = settings.rateGraceSeconds
        lingerSeconds = settings.lingerSeconds
        connectionCount = settings.connections
        connectionCountPerAddress = settings.connectionsPerAddress
        backlog = settings.backlog
    }
}
