package import Catalog
package import HTTP

/// What the endpoints work with: one for all of them, so that a call copies a reference.
package final class Context: Sendable {
    package let storage: Storage
    package let tokens: Tokens
    package let reception: Reception
    /// For reads.
    package let workers: WorkerPool
    /// For writes: they wait for each other, and must not keep reads waiting.
    package let writers: WorkerPool
    package let limits: ServiceLimits
    /// The memory that requests' bodies may take, all together.
    package let bodyBudget: ByteBudget
    package let changes: ChangeSignal
    let upkeep: Upkeep
    let recentBlobs: RecentBlobs
    let plans: PlanCache
    package let meters: ServiceMeters
    /// Whether the daemon finishes what is in flight and takes nothing new.
    package let isStopping: @Sendable () -> Bool

    package init(
        storage: Storage, tokens: Tokens, reception: Reception, workers: WorkerPool,
        writers: WorkerPool,
        limits: ServiceLimits, changes: ChangeSignal, upkeep: Upkeep, meters: ServiceMeters,
        isStopping: @escaping @Sendable () -> Bool
    ) {
        self.storage = storage
        self.tokens = tokens
        self.reception = reception
        self.workers = workers
        self.writers = writers
        self.limits = limits
        recentBlobs = RecentBlobs(moves: storage.moves)
        bodyBudget = ByteBudget(byteLimit: limits.bodyMemoryByteCount)
        plans = PlanCache(byteLimit: limits.planCacheByteCount)
        self.changes = changes
        self.upkeep = upkeep
        self.meters = meters
        self.isStopping = isStopping
    }

    /// The same with other limits: what is held and remembered is shared with this one.
    func reloaded(reception: Reception, limits: ServiceLimits) -> Context {
        bodyBudget.setLimit(limits.bodyMemoryByteCount)
        plans.setLimit(limits.planCacheByteCount)
        return Context(self, reception: reception, limits: limits)
    }

    private init(_ other: Context, reception: Reception, limits: ServiceLimits) {
        storage = other.storage
        tokens = other.tokens
        self.reception = reception
        workers = other.workers
        writers = other.writers
        self.limits = limits
        bodyBudget = other.bodyBudget
        recentBlobs = other.recentBlobs
        plans = other.plans
        changes = other.changes
        upkeep = other.upkeep
        meters = other.meters
        isStopping = other.isStopping
    }

    /// Whether a worker could take something on.
    func hasRoom(isWriting: Bool) -> Bool { (isWriting ? writers : workers).hasRoom }

    /// Runs what may wait for the disk, away from the event loops.
    ///
    /// - Parameter isWriting: whether it may also wait for other writes.
    func work<Result: Sendable>(
        isWriting: Bool = false, _ body: @escaping @Sendable (Storage) throws -> Result
    ) async throws -> Result {
        try await (isWriting ? writers : workers).run { [storage] in try body(storage) }
    }
}

/// How much one request may bring.
package struct ServiceLimits: Sendable {
    /// Bytes of a JSON body: settings, recipes and single annotations are small.
    package var jsonByteCount = 1024 * 1024
    /// Bytes of a bulk write of annotations: all of it is one transaction.
    package var linesByteCount = 64 * 1024 * 1024
    /// Bytes of one blob.
    package var blobByteCount: Int64 = 64 * 1024 * 1024 * 1024
    /// Bytes of a commit's stream.
    package var commitByteCount: Int64 = 1024 * 1024 * 1024 * 1024
    /// Bytes of memory that the bodies of all requests together may take.
    package var bodyMemoryByteCount: Int64 = 1024 * 1024 * 1024
    /// Times that a body in the coding gzip may become as large when it is read.
    package var bodyExpansionFactor = 100
    package var samplesPerShard = 1000
    /// Bytes of plans of shards and deliveries that are kept.
    package var planCacheByteCount = 64 * 1024 * 1024
    /// Longest wait for a change, below the idle limits of usual proxies.
    package var changeWaitSeconds = 30

    /// The longest wait that an operator may allow.
    package static let changeWaitSecondsLimit = 300

    package init() {}
}
