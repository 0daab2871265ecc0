/// The request that a connection is busy with, and its answer.
struct CurrentRequest {
    let requestID: RequestID
    /// Nil when the head could not be read.
    var method: Method?
    var path = ""
    var isVersion10 = false
    var route: Int?
    var conditions: Conditions?
    /// Whether the client prefers answers in the coding gzip.
    var acceptsGzip = false
    let startNanoseconds: UInt64
    var receivedByteCount: Int64 = 0

    var decoder: BodyDecoder?
    /// Length of the content that has not been read, where it was declared.
    var declaredByteCount: Int64?
    var body: RequestBody?
    /// The handler or the pull of a stream; cancelled when the peer goes away.
    var task: Task<Void, Never>?

    /// An answer whose head waits for the first bytes of its content, which may fail.
    var deferred: Answer?
    var production = Production.none
    /// Whether a worker brings the next bytes of a file into memory.
    var isWarming = false
    var status = 0
    var sentByteCount: Int64 = 0

    init(requestID: RequestID, startNanoseconds: UInt64) {
        self.requestID = requestID
        self.startNanoseconds = startNanoseconds
    }
}

/// Content of an answer that is not yet output.
enum Production {
    /// All of it is.
    case none
    case regions(any RegionSource, Range<Int64>, isFetching: Bool)
    case stream(any ByteStream, isChunked: Bool, isPulling: Bool)
}
