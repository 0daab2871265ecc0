import Catalog
import Codecs
import HTTP
import Records

/// Tokens: made, listed and revoked by an admin.
enum TokenEndpoints {
    /// Longest life of a token that ends: ten years, in seconds.
    private static let lifetimeLimitSeconds = 10 * 366 * 86_400

    static let all: [Endpoint] = [
        Endpoint(
            .post, "/v1/tokens", scope: .admin, name: "createToken",
            summary: "Makes a token; its secret is in this answer and never again.",
            body: .init(
                contents: [.json(TokenEndpoints.request)],
                byteLimit: .json),
            answers: [.init(.created, "The token with its secret.", .json(.named("NewToken")))],
            handler: .waiting(create)),
        Endpoint(
            .get, "/v1/tokens", scope: .admin, name: "listTokens",
            summary: "Lists the tokens that are valid, without their secrets.",
            answers: [
                .init(
                    .ok, "The tokens.",
                    .json(.object([.init("tokens", .array(.named("Token")))])))
            ],
            handler: .immediate { context in
                .made(.json(["tokens": .array(context.tokens.list().map(\.json))]))
            }),
        Endpoint(
            .delete, "/v1/tokens/{id}", scope: .admin, name: "revokeToken",
            summary: "Revokes a token at once.",
            answers: [.init(.noContent, "It is refused from now on.")],
            handler: .waiting(revoke)),
    ]

    private static let request = Shape.object([
        .init("name", .string, "Who or what holds it: the author of what is written with it."),
        .init("scope", .choice(Scope.allCases.map(\.rawValue)), "What it may do."),
        .init(
            "lifetimeSeconds", .integers(1...lifetimeLimitSeconds),
            "When it ends; without it, when it is revoked.", isRequired: false),
    ])

    private static func create(_ call: Call) async throws -> Response {
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let name = try fields.name("name", as: ModelName.self)
        let scope = try fields.choice("scope", of: Scope.self)
        let lifetime = try fields.optionalInteger(
            "lifetimeSeconds", in: 1...TokenEndpoints.lifetimeLimitSeconds)
        try fields.finish()
        let end = lifetime.map {
            Timestamp(milliseconds: call.context.storage.now().milliseconds + Int64($0) * 1000)
        }
        let (token, secret) = try await call.work { [tokens = call.context.tokens] _ in
            try tokens.create(name: name.text, scope: scope, expiresAt: end)
        }
        var object = token.json.object ?? JSONObject()
        object["token"] = .string(secret)
        return .json(.object(object), status: .created)
    }

    private static func revoke(_ call: Call) async throws -> Response {
        let id = try call.integer("id", in: 1...Int.max)
        try await call.work { [tokens = call.context.tokens] _ in try tokens.revoke(Int64(id)) }
        return Response(.noContent)
    }
}
