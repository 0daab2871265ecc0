import Catalog
import Codecs
import HTTP
import Records

/// How the store is looked after, and a collection when somebody wants one.
enum UpkeepEndpoints {
    static let all: [Endpoint] = [
        Endpoint(
            .get, "/v1/upkeep", scope: .admin, name: "getUpkeep",
            summary: "The newest collection and scrub: what they do, have found and removed.",
            answers: [.init(.ok, "The state.", .json(.named("Upkeep")))],
            handler: .immediate { .made(.json($0.upkeep.status.json)) }),
        Endpoint(
            .post, "/v1/upkeep/collections", scope: .admin, name: "collect",
            summary: "Begins to remove blobs that nothing refers to; GET /v1/upkeep tells the end.",
            body: .init(
                contents: [
                    .json(
                        .object([
                            .init("dryRun", .boolean, "Whether it only tells what it would do.")
                        ]))
                ],
                byteLimit: .json),
            answers: [.init(.accepted, "It begins.", .json(.named("Upkeep")))],
            handler: .waiting(collect)),
    ]

    private static func collect(_ call: Call) async throws -> Response {
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let isDryRun = try fields.bool("dryRun")
        try fields.finish()
        let upkeep = call.context.upkeep
        guard upkeep.collect(isDryRun: isDryRun) else { throw UpkeepError.collectionRunning }
        return .json(upkeep.status.json, status: .accepted)
    }
}
