package import Catalog
package import HTTP

/// What the endpoints work with.
package struct Context: Sendable {
    package let storage: Storage
    package let tokens: Tokens
    package private(set) var reception: Reception
    /// For reads.
    package let workers: WorkerPool
    /// For writes: they wait for each other, and must not keep reads waiting.
    package let writers: WorkerPool
    package private(set) var limits: ServiceLimits
    /// The memory that requests' bodies may take, all together.
    package let bodyBudget: ByteBudget
    package let changes: ChangeSignal
    let recentBlobs: RecentBlobs
    package let meters: ServiceMeters
    /// Whether the daemon finishes what is in flight and takes nothing new.
    package let isStopping: @Sendable () -> Bool

    package init(
        storage: Storage, tokens: Tokens, reception: Reception, workers: WorkerPool,
        writers: WorkerPool,
        limits: ServiceLimits, changes: ChangeSignal, meters: ServiceMeters,
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
        self.changes = changes
        self.meters = meters
        self.isStopping = isStopping
    }

    /// The same with other limits: what is held and remembered is shared with this one.
    func reloaded(reception: Reception, limits: ServiceLimits) -> Context {
        var context = self
        context.reception = reception
        context.limits = limits
        bodyBudget.setLimit(limits.bodyMemoryByteCount)
        return context
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
    /// Longest wait for a change, below the idle limits of usual proxies.
    package var changeWaitSeconds = 30

    /// The longest wait that an operator may allow.
    package static let changeWaitSecondsLimit = 300

    package init() {}
}
