import HTTP
import Records
import Telemetry

/// What machines read of the daemon: its telemetry and the API's description.
enum TelemetryEndpoints {
    static let all: [Endpoint] = [
        Endpoint(
            .get, "/metrics", scope: .read, name: "getTelemetry",
            summary: "The daemon's telemetry in the Prometheus text format.",
            answers: [.init(.ok, "The telemetry.", .bytes(.telemetry))],
            isCounted: false,
            handler: .immediate { context in
                Response(
                    mediaType: .telemetry,
                    body: .bytes(Array(context.meters.meters.exposition().utf8)))
            }),
        Endpoint(
            .get, "/openapi.json", scope: .read, name: "getDescription",
            summary: "This API in OpenAPI 3.1.",
            answers: [.init(.ok, "The description.", .json(.anything))],
            isCounted: false,
            handler: .immediate { _ in
                Response(
                    mediaType: .json, etag: OpenAPI.etag, cacheControl: .revalidate,
                    body: .bytes(OpenAPI.bytes))
            }),
    ]
}
