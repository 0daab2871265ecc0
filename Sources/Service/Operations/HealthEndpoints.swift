import Codecs
import HTTP

/// Whether the daemon lives, and whether it can work.
enum HealthEndpoints {
    static let all: [Endpoint] = [
        Endpoint(
            .get, "/healthz", scope: nil, name: "getHealth",
            summary: "Whether the process answers.",
            answers: [.init(.ok, "It does.", .json(HealthEndpoints.shape))],
            handler: .immediate { _ in .json(["status": "alive"]) }),
        Endpoint(
            .get, "/readyz", scope: nil, name: "getReadiness",
            summary: "Whether the daemon takes requests: 503 while it stops.",
            answers: [.init(.ok, "It does.", .json(HealthEndpoints.shape))],
            handler: .immediate { context in
                context.isReady()
                    ? .json(["status": "ready"])
                    : .json(
                        ["status": "stopping"], status: .serviceUnavailable,
                        fields: [Field("Retry-After", String(Problems.retryAfterSeconds))])
            }),
    ]

    private static let shape = Shape.object([
        .init("status", .choice(["alive", "ready", "stopping"]))
    ])
}
