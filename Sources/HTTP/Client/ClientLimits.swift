/// Every bound of the client.
package struct ClientLimits: Sendable {
    /// For all addresses of a server together: a person waits at the other end.
    package var connectTimeoutSeconds = 10
    /// Without one byte in either direction: longer than a server's own time-outs.
    package var idleTimeoutSeconds = 60
    /// From the first byte of a head to its last: it is sent in one piece, or slowly on purpose.
    package var headTimeoutSeconds = 60
    /// Four times what our server sends at most.
    package var headBytes = 64 * 1024
    /// Heads with a 1xx status before the one that counts.
    package var interimHeads = 16
    /// Addresses of one name that are tried.
    package var addresses = 8
    /// Times a request that may be repeated is sent.
    package var attempts = 4
    /// A server that asks for more patience is reported instead.
    package var retryAfterSeconds = 30
    /// Extensions of all chunks of a body together; they mean nothing to us.
    package var chunkExtensionBytes = 64 * 1024
    /// Trailers of a body; they mean nothing to us either.
    package var trailerBytes = 64 * 1024

    package init() {}
}
