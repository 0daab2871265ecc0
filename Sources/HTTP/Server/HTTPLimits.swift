/// Every bound of the engine, in one table. A setting may lower or raise most of them.
package struct HTTPLimits: Sendable {
    // What a request may be.

    /// Request line and fields together, in bytes. Larger: 431. Never above 64 KiB, the buffer.
    package var headByteCount = 16 * 1024
    /// The request target, in bytes. Larger: 414. Below the head's limit.
    package var targetByteCount = 8 * 1024
    /// Field lines. More: 431. Never above ``HeadTable/capacity``.
    package var fieldCount = 64
    /// Chunk extensions of one request together, in bytes: they carry nothing here.
    package var chunkExtensionByteCount = 4 * 1024
    /// Trailer fields of one request, in bytes. More: 431. All but digests are dropped.
    package var trailerByteCount = 8 * 1024
    /// Content that no handler reads is read past up to here, to keep the connection; beyond, a
    /// new connection is cheaper than the rest.
    package var discardByteCount: Int64 = 64 * 1024

    // How long a peer may take.

    /// From the connection to the end of its TLS handshake: three round trips and no more work.
    package var handshakeTimeoutSeconds = 10
    /// From the first byte of a head to its last: absolute, so that trickling does not help.
    package var headTimeoutSeconds = 10
    /// Between two requests. Above the 60 s that clients and proxies commonly keep.
    package var idleTimeoutSeconds = 75
    /// Without any byte of a body that is waited for.
    package var bodyIdleTimeoutSeconds = 30
    /// Without any byte of an answer taken by the peer.
    package var writeStallTimeoutSeconds = 30
    /// The slowest average of a body and of an answer, once ``rateGraceSeconds`` have been spent
    /// waiting for the peer. A phone at the edge of a network does 10 kB/s.
    package var minimumBytesPerSecond = 1024
    /// Time that a peer may be slow before its average counts.
    package var rateGraceSeconds = 30
    /// After an answer that closes: time for the peer to read it and close too.
    package var lingerSeconds = 2
    /// Input read past during that time, in bytes: a client that sends on and on must still get to
    /// the answer that refused it.
    package var lingerByteCount: Int64 = 64 * 1024 * 1024

    // What all of them together may take.

    /// Open connections of the server. One more: 503 and close.
    package var connectionCount = 10_000
    /// Open connections from one address, or from one /64 of IPv6. One more: 503 and close.
    package var connectionCountPerAddress = 2000
    /// Refused connections that are told so at the same time; more are closed without a word.
    package var refusedConnectionCount = 64
    /// Connections that may wait in the kernel. 256 collapsed under a burst of 1,000.
    package var backlog = 4096
    /// Retry-After with 503, in seconds.
    package var retryAfterSeconds = 1

    // Fairness between connections of one loop.

    /// Requests answered for one connection before others have their turn.
    package var requestsPerTurn = 16
    /// Bytes sent for one connection before others have their turn.
    package var sentBytesPerTurn = 512 * 1024
    /// Bytes sent for all that have much to send before new requests are looked for: how long
    /// a small one waits for them, a millisecond at 1 GB/s.
    package var sentBytesPerRound = 1024 * 1024

    // Answers made of regions.

    /// Largest call of sendfile(2): how long one call may hold the loop.
    package var sendfileByteCount = 512 * 1024
    /// From this size on a file region goes by sendfile(2); smaller ones are read and coalesced
    /// (measured: the two cost the same at 32 KiB).
    package var sendfileMinimumByteCount = 32 * 1024
    /// Copied bytes fetched ahead for one connection; with the batch before it at most twice that
    /// is held.
    package var readAheadByteCount = 256 * 1024
    /// Bytes fetched ahead that stay in their files: they take no memory, and a visit to a worker
    /// costs as much as sending a hundred kilobytes.
    package var readAheadFileByteCount = 1024 * 1024
    /// Regions fetched ahead for one connection.
    package var readAheadRegionCount = 256

    // What is built in.

    /// The shared buffer of a loop: no head and no piece of a body is larger, and what one
    /// connection has left over fits.
    package static let inputByteCount = 64 * 1024
    /// Ranges that one request may ask for; with more, all of it is sent. Each costs a head inside
    /// the answer, and honest clients ask for a few.
    package static let rangeCount = 16
    /// Elements of a list in a field that are kept: several times what any field has.
    package static let listElementCount = 64
    /// A longer Accept-Encoding asks for nothing; that of a browser has 25 bytes.
    package static let acceptEncodingByteCount = 256
    /// Parameters of a query that are looked at: several times what any route has.
    package static let queryParameterCount = 64

    package init() {}
}
