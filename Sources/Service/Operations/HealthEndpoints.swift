import Codecs
import HTTP

/// Whether the daemon lives, and whether it can work.
enum HealthEndpoints {
    static let all: [Endpoint] = [
        Endpoint(
            .get, "/healthz", scope: nil, name: "getHealth",
            summary: "Whether the process answers.",
            answers: [.init(.ok, "It does.", .json(HealthEndpoints.shape))],
            handler: .immediate { _ in alive }),
        Endpoint(
            .get, "/readyz", scope: nil, name: "getReadiness",
            summary: "Whether the daemon takes requests: 503 while it stops.",
            answers: [.init(.ok, "It does.", .json(HealthEndpoints.shape))],
            handler: .immediate { context in
                context.isReady() ? ready : stopping
            }),
    ]

    // Made once: these are asked for all day.
    private static let alive = Response.json(["status": "alive"])
    private static let ready = Response.json(["status": "ready"])
    private static let stopping = Response.json(
        ["status": "stopping"], status: .serviceUnavailable,
        fields: [Field("Retry-After", String(Problems.retryAfterSeconds))])

    private static let shape = Shape.object([
        .init("status", .choice(["alive", "ready", "stopping"]))
    ])
}
