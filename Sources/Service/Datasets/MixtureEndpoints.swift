import Catalog
import Codecs
import HTTP
import Records
import Shards

/// Mixtures: views that are drawn from together, each with a weight.
enum MixtureEndpoints {
    static let all: [Endpoint] =
        [
            Endpoint(
                .get, "/v1/mixtures", scope: .read, name: "listMixtures",
                summary: "Lists the mixtures by digest.", query: PageRequest.parameters,
                answers: [
                    .init(.ok, "A page.", .json(PageRequest.shape("mixtures", .named("Mixture"))))
                ],
                handler: .waiting(list)),
            Endpoint(
                .post, "/v1/mixtures", scope: .write, name: "createMixture",
                summary: "Keeps a mixture of views.",
                body: .init(contents: [.json(.object(members))], byteLimit: .json),
                answers: [
                    .init(.created, "The mixture.", .json(.named("Mixture"))),
                    .init(.ok, "It was there already.", .json(.named("Mixture"))),
                ],
                handler: .waiting(create)),
            Endpoint(
                .get, "/v1/mixtures/{mixture}", scope: .read, name: "getMixture",
                summary: "A mixture by its digest.",
                answers: [.init(.ok, "The mixture.", .json(.named("Mixture")))],
                handler: .waiting(get)),
        ]
        + EpochEndpoints(
            root: "/v1/mixtures/{mixture}", subject: "Mixture", place: { try MixturePlace($0) }
        ).endpoints

    private static let members: [Shape.Member] = [
        .init(
            "mixture",
            .array(
                .object([
                    .init("view", .digest),
                    .init("weight", .integers(1...MixtureRecipe.weightLimit)),
                ])),
            "1 to \(MixtureRecipe.componentLimit) views; one may stand there several times."),
        .init(
            "samples", .integers(0...MixtureRecipe.sampleLimit),
            "Samples of an epoch; as many as the views have together when absent.",
            isRequired: false),
        .init("seed", .integers(0...(OrderRule.seedLimit - 1)), "0 if absent.", isRequired: false),
        .init(
            "order", .choice(["shuffled", "sequential"]), "shuffled when absent.",
            isRequired: false),
    ]

    private static func list(_ call: Call) async throws -> Response {
        let page = try PageRequest(call)
        let after = try page.digest
        let found = try await call.work { storage in
            try Mixtures(storage).list(after: after, limit: page.wantedCount)
        }
        return try page.answer(
            "mixtures", found, json: \.json, cursor: \.digest.description, to: call)
    }

    private static func create(_ call: Call) async throws -> Response {
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let request = Mixtures.Request(
            components: try components(from: &fields),
            sampleCount: try fields.optionalInteger(
                "samples", in: 0...MixtureRecipe.sampleLimit),
            order: try fields.order())
        try fields.finish()
        let author = call.caller.name
        let (mixture, isNew) = try await call.work { storage in
            try Mixtures(storage).create(request, author: author)
        }
        return .json(
            mixture.json, status: isNew ? .created : .ok,
            fields: [Field("Location", "/v1/mixtures/\(mixture.digest)")])
    }

    private static func get(_ call: Call) async throws -> Response {
        let digest = try MixturePlace(call).digest
        let mixture = try await call.work { try Mixtures($0).mixture(digest) }
        return .json(mixture.json, etag: ETag(digest), cacheControl: .immutable)
    }

    private static func components(from fields: inout JSONFields) throws(JSONError)
        -> [MixtureRecipe.Component]
    {
        let place = fields.place(of: "mixture")
        let elements = try fields.array("mixture")
        guard (1...MixtureRecipe.componentLimit).contains(elements.count) else {
            throw .notAllowed(pointer: place, rule: "1 to \(MixtureRecipe.componentLimit) views")
        }
        var components: [MixtureRecipe.Component] = []
        for (index, element) in elements.enumerated() {
            var members = try JSONFields(element, at: "\(place)/\(index)")
            guard let view = Digest(try members.string("view")) else {
                throw .notAllowed(
                    pointer: members.place(of: "view"), rule: "sha256: and 64 of 0-9, a-f")
            }
            let weight = try members.integer("weight", in: 1...MixtureRecipe.weightLimit)
            try members.finish()
            components.append(MixtureRecipe.Component(view: view, weight: weight))
        }
        return components
    }
}

extension Mixture {
    static let members: [Shape.Member] = [
        .init("digest", .digest, "Of the recipe: the mixture's name."),
        .init("recipe", .map(.anything)), .init("samples", .integer, "Of an epoch."),
        .init(
            "slots", .array(.integer),
            "How many samples of an epoch come from each view, in the order of the recipe."),
        .init("author", .string), .init("createdAt", .timestamp),
    ]

    fileprivate var json: JSON {
        [
            "digest": .string(digest.description), "recipe": recipe.json,
            "samples": .number(recipe.sampleCount),
            "slots": .array(recipe.slotCounts.map { .number($0) }),
            "author": .string(author), "createdAt": .string(createdAt.description),
        ]
    }
}

extension JSONFields {
    /// `order` and `seed` of a view or a mixture.
    mutating func order() throws(JSONError) -> OrderRule {
        let seed = try optionalInteger("seed", in: 0...(OrderRule.seedLimit - 1))
        switch try optionalString("order") ?? "shuffled" {
        case "shuffled": return .shuffled(seed: UInt64(seed ?? 0))
        case "sequential": return .sequential
        default: throw .notAllowed(pointer: place(of: "order"), rule: "shuffled or sequential")
        }
    }
}

extension PageRequest {
    /// The digest after which a page begins.
    var digest: Digest? {
        get throws {
            guard let after else { return nil }
            guard let digest = Digest(after) else { throw CallError.cursor(after) }
            return digest
        }
    }
}
