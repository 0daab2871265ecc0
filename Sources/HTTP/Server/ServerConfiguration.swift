package import Posix
package import TLS

/// What an operator decides about a server.
package struct ServerConfiguration: Sendable {
    /// Port 0 lets the system choose one.
    package var address: SocketAddress
    /// Event loops, each with its thread: one per core.
    package var loopCount: Int
    package var limits: HTTPLimits
    /// Nil speaks plain HTTP.
    package var tls: TLSContext?

    package init(
        address: SocketAddress, loopCount: Int, limits: HTTPLimits = HTTPLimits(),
        tls: TLSContext? = nil
    ) {
        self.address = address
        self.loopCount = loopCount
        self.limits = limits
        self.tls = tls
    }
}
