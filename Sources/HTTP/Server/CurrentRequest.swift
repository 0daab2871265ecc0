/// The request that a connection is busy with, and its answer.
struct CurrentRequest: ~Copyable {
    let requestID: RequestID
    /// Nil when the head could not be read.
    var method: Method?
    /// Bytes of `pathBytes` that hold the path; none where the observer does not want it.
    var pathByteCount = 0
    let pathBytes: UnsafeMutableRawBufferPointer  // unsafe: the pool's, for this request's time
    /// What the client says that this is a part of.
    var trace: TraceContext?
    var isVersion10 = false
    var route: Int?
    var conditions: Boxed<Conditions>?
    /// Whether the client has said that it holds what is answered.
    var isClientCurrent = false
    /// Whether the client prefers answers in the coding gzip.
    var acceptsGzip = false
    /// Whether the client wants the digest of a stream behind it.
    var wantsDigestTrailer = false
    let startNanoseconds: UInt64
    var receivedByteCount: Int64

    var decoder: Boxed<BodyDecoder>?
    /// Length of the content that has not been read, where it was declared.
    var declaredByteCount: Int64?
    var body: RequestBody?
    /// The handler or the pull of a stream; cancelled when the peer goes away.
    var task: Task<Void, Never>?

    /// An answer whose head waits for the first bytes of its content, which may fail.
    var deferred: Boxed<Answer>?
    var production = Production.none
    /// Whether a worker brings the next bytes of a file into memory.
    var isWarming = false
    /// The place in the file that is being sent which was in memory when it was looked at last.
    var warmRange: Range<Int64> = 0..<0
    /// What the answer holds until it is over.
    var lease: (any AnyObject & Sendable)?
    var status = 0
    var sentByteCount: Int64 = 0

    var path: UnsafeRawBufferPointer {  // unsafe: valid as long as the request
        UnsafeRawBufferPointer(rebasing: pathBytes[..<pathByteCount])
    }

    /// Keeps the beginning of a path: the buffer that it lies in is used again.
    mutating func keepPath(_ path: UnsafeBufferPointer<UInt8>) {
        pathByteCount = min(path.count, pathBytes.count)
        pathBytes.copyMemory(
            from: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: path[..<pathByteCount])))
    }

    /// Content that is known to come and has not been read.
    var unreadByteCount: Int64 {
        declaredByteCount.map { $0 - (decoder?.unboxed.contentByteCount ?? 0) } ?? 0
    }

    /// What is kept of a path, in bytes: ours with usual names are a quarter of this.
    static let pathByteLimit = 512

    init(
        requestID: RequestID, startNanoseconds: UInt64, receivedByteCount: Int64,
        pathBytes: UnsafeMutableRawBufferPointer  // unsafe: see above
    ) {
        self.requestID = requestID
        self.pathBytes = pathBytes
        self.startNanoseconds = startNanoseconds
        self.receivedByteCount = receivedByteCount
    }
}

/// Content of an answer that is not yet output.
enum Production {
    /// All of it is.
    case none
    case regions(any RegionSource, Range<Int64>, isFetching: Bool)
    case stream(any ByteStream, isChunked: Bool, isPulling: Bool)
}
