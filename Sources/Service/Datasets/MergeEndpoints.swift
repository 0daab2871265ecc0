import Catalog
import Codecs
import HTTP
import Manifests
import Records

/// Merges and reverts: versions made of others, where no sample was changed by both.
enum MergeEndpoints {
    static let all: [Endpoint] = [
        Endpoint(
            .post, "/v1/datasets/{namespace}/{name}/merges", scope: .write, name: "merge",
            summary: "Brings what a version has changed since the common ancestor into a branch.",
            fields: [head],
            body: .init(
                contents: [
                    .json(
                        .object(
                            [.init("from", .string, "What is merged: \(VersionReference.rule).")]
                                + members))
                ], byteLimit: .json),
            answers: answers, handler: .waiting(merge)),
        Endpoint(
            .post, "/v1/datasets/{namespace}/{name}/reverts", scope: .write, name: "revert",
            summary: "Takes back in a branch what a version has changed of its parent.",
            fields: [head],
            body: .init(
                contents: [
                    .json(
                        .object(
                            [
                                .init(
                                    "version", .string,
                                    "What is taken back: \(VersionReference.rule).")
                            ] + members))
                ], byteLimit: .json),
            answers: answers, handler: .waiting(revert)),
    ]

    private static let head = Endpoint.Parameter.field(
        "If-Match", "The number of the branch's head; without it, whatever that is.")

    private static let members: [Shape.Member] = [
        .init("into", .string, "The branch; main.", isRequired: false),
        .init(
            "prefer", .choice(ThreeWayMerge.Side.allCases.map(\.rawValue)),
            "Whose change stands where both have changed a sample; without it the answer is 409 "
                + "with the conflicts.", isRequired: false),
        .init("message", .string, "Why, for people.", isRequired: false),
    ]

    private static let answers: [Endpoint.Answer] = [
        .init(.created, "A new version.", .json(.named("Merge"))),
        .init(.ok, "No version was made: the branch moved, or had it all.", .json(.named("Merge"))),
    ]

    private static func merge(_ call: Call) async throws -> Response {
        try await answer(call, "from") { try $0.merge($1, $2) }
    }

    private static func revert(_ call: Call) async throws -> Response {
        try await answer(call, "version") { try $0.revert($1, $2) }
    }

    private static func answer(
        _ call: Call, _ member: String,
        _ body:
            @escaping @Sendable (Merges, VersionReference, Merges.Request) throws ->
            Merges.Result
    ) async throws -> Response {
        let path = try call.dataset()
        let expected = try call.baseRevision()
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let source = try fields.version(member)
        let request = Merges.Request(
            path: path, branch: try fields.optionalName("into", as: RefName.self) ?? .main,
            expected: expected,
            preferred: try fields.optionalChoice("prefer", of: ThreeWayMerge.Side.self),
            message: try fields.optionalProse("message") ?? "", author: call.caller.name)
        try fields.finish()
        let result = try await call.work { storage in
            try body(Merges(storage), source, request)
        }
        let version = result.version
        return .json(
            [
                "version": version.json, "outcome": .string(result.outcome.rawValue),
                "changes": .number(result.changeCount),
            ],
            status: result.outcome == .merged ? .created : .ok,
            etag: ETag(strong: String(version.number)),
            fields: [Field("Location", "/v1/datasets/\(path)/versions/\(version.digest)")])
    }
}
