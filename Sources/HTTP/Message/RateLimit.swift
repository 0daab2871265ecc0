/// What a client may still ask, as the fields RateLimit-Policy and RateLimit say it
/// (draft-ietf-httpapi-ratelimit-headers-10).
///
///     RateLimit-Policy: "default";q=200;w=20
///     RateLimit: "default";r=199;t=1
///
/// Numbers and no text: it is written on the way out, without an allocation.
package struct RateLimit: Sendable, Equatable {
    /// Requests that may come at once.
    package let quota: Int32
    /// In which as many more may come.
    package let windowSeconds: Int32
    /// Requests that may still come at once.
    package let remaining: Int32
    /// Until the quota is whole again; without a request left, until there is one.
    package let resetSeconds: Int32

    package init(quota: Int, windowSeconds: Int, remaining: Int, resetSeconds: Int) {
        self.quota = Int32(clamping: quota)
        self.windowSeconds = Int32(clamping: windowSeconds)
        self.remaining = Int32(clamping: remaining)
        self.resetSeconds = Int32(clamping: resetSeconds)
    }

    /// For a problem, which is written from texts.
    package var fields: [Field] {
        [
            Field("RateLimit-Policy", "\"default\";q=\(quota);w=\(windowSeconds)"),
            Field("RateLimit", "\"default\";r=\(remaining);t=\(resetSeconds)"),
        ]
    }

    func write(into bytes: inout GatheredBytes) {
        bytes.append("\r\nRateLimit-Policy: \"default\";q=")
        bytes.append(decimal: Int64(quota))
        bytes.append(";w=")
        bytes.append(decimal: Int64(windowSeconds))
        bytes.append("\r\nRateLimit: \"default\";r=")
        bytes.append(decimal: Int64(remaining))
        bytes.append(";t=")
        bytes.append(decimal: Int64(resetSeconds))
    }
}
