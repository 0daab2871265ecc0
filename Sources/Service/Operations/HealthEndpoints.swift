import Catalog
import Codecs
import HTTP

/// Whether the daemon lives, and whether it can work.
enum HealthEndpoints {
    static let all: [Endpoint] = [
        Endpoint(
            .get, "/healthz", scope: nil, name: "getHealth",
            summary: "Whether the process answers.",
            answers: [.init(.ok, "It does.", .json(HealthEndpoints.shape))],
            isCounted: false,
            handler: .immediate { _ in alive }),
        Endpoint(
            .get, "/readyz", scope: nil, name: "getReadiness",
            summary: "Whether the daemon takes all requests: 503 while it stops or cannot write.",
            answers: [.init(.ok, "It does.", .json(HealthEndpoints.shape))],
            isCounted: false,
            handler: .immediate(readiness)),
    ]

    private static let shape = Shape.object([
        .init("status", .choice(["alive", "ready", "stopping", "read-only"]))
    ])

    private static func readiness(_ context: Context) -> Response {
        if context.isStopping() { return stopping }
        // After a failed sync only a new start can tell what the disk holds.
        return context.storage.isWritable ? ready : readOnly
    }

    // Made once: these are asked for all day.
    private static let alive = Response.json(["status": "alive"])
    private static let ready = Response.json(["status": "ready"])
    private static let stopping = Response.json(
        ["status": "stopping"], status: .serviceUnavailable,
        fields: [Field("Retry-After", String(Problems.retryAfterSeconds))])
    private static let readOnly = Response.json(
        ["status": "read-only"], status: .serviceUnavailable)
}
