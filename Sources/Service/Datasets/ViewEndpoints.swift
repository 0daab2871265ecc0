import Catalog
import Codecs
import HTTP
import Records
import Shards

/// Views: chosen samples of a version in an order, named by the digest of their recipe.
enum ViewEndpoints {
    static let all: [Endpoint] =
        [
            Endpoint(
                .get, "/v1/views", scope: .read, name: "listViews",
                summary: "Lists the views by digest.", query: PageRequest.parameters,
                answers: [
                    .init(.ok, "A page.", .json(PageRequest.shape("views", .named("View"))))
                ],
                handler: .waiting(list)),
            Endpoint(
                .post, "/v1/views", scope: .write, name: "createView",
                summary: "Keeps a view; every sample of the version is looked at once.",
                body: .init(contents: [.json(.object(ViewRequest.members))], byteLimit: .json),
                answers: [
                    .init(.created, "The view.", .json(.named("View"))),
                    .init(.ok, "It was there already.", .json(.named("View"))),
                ],
                handler: .waiting(create)),
            Endpoint(
                .post, "/v1/previews", scope: .read, name: "previewView",
                summary: "What a view would hold, without keeping it.",
                body: .init(contents: [.json(.object(previewMembers))], byteLimit: .json),
                answers: [.init(.ok, "The counts.", .json(preview))], handler: .waiting(preview)),
            Endpoint(
                .get, "/v1/views/{view}", scope: .read, name: "getView",
                summary: "A view by its digest.",
                answers: [.init(.ok, "The view.", .json(.named("View")))],
                handler: .waiting(get)),
        ]
        + EpochEndpoints(root: "/v1/views/{view}", subject: "View", place: DeliveryPlace.view)
        .endpoints
        + BatchEndpoints(
            root: "/v1/views/{view}", subject: "View", place: DeliveryPlace.view
        ).endpoints
        + ShardEndpoints(root: "/v1/views/{view}", subject: "View", place: DeliveryPlace.view)
        .endpoints

    private static let previewMembers =
        ViewRequest.members + [
            .init(
                "balance", .string,
                "Whose values are counted: a field, @split, or @label.NAME.", isRequired: false)
        ]

    private static let preview = Shape.object([
        .init("digest", .digest, "What the view would be named."), .init("samples", .integer),
        .init("bytes", .integer, "Of the parts that are sent."),
        .init(
            "duplicates", .integer,
            "Samples of which everything that is sent is also sent of another one: so many could "
                + "go and leave one of each."),
        .init("splits", .map(.integer), "Samples of each split."),
        .init(
            "balance", .map(.integer),
            "Samples of each value of what is counted, by the value as JSON; the first "
                + "\(ViewSummary.valueLimit) values."),
        .init("others", .integer, "Samples with values beyond those."),
    ])

    private static func list(_ call: Call) async throws -> Response {
        let page = try PageRequest(call)
        let after = try page.digest
        let found = try await call.work { storage in
            try Views(storage).list(after: after, limit: page.wantedCount)
        }
        return try page.answer(
            "views", found, json: \.json, cursor: \.digest.description, to: call)
    }

    private static func create(_ call: Call) async throws -> Response {
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let request = try ViewRequest(from: &fields, isPreview: false)
        try fields.finish()
        let author = call.caller.name
        let (view, isNew) = try await call.work { storage in
            try Views(storage).create(request.recipe(in: storage), author: author)
        }
        return .json(
            view.json, status: isNew ? .created : .ok,
            fields: [Field("Location", "/v1/views/\(view.digest)")])
    }

    private static func preview(_ call: Call) async throws -> Response {
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let request = try ViewRequest(from: &fields, isPreview: true)
        try fields.finish()
        let (digest, summary) = try await call.work { storage in
            let recipe = try request.recipe(in: storage)
            return (
                recipe.digest,
                try Views(storage).summary(of: recipe, countingValuesOf: request.balance)
            )
        }
        return .json([
            "digest": .string(digest.description), "samples": .number(summary.sampleCount),
            "bytes": .number(summary.byteCount),
            "duplicates": .number(summary.duplicateCount),
            "splits": counts(summary.splitCounts),
            "balance": counts(summary.valueCounts), "others": .number(summary.otherCount),
        ])
    }

    private static func get(_ call: Call) async throws -> Response {
        guard case .view(let digest) = try DeliveryPlace.view(call) else {
            preconditionFailure("the place of a view is a view")
        }
        let view = try await call.work { try Views($0).view(digest) }
        return .json(view.json, etag: ETag(digest), cacheControl: .immutable)
    }

    private static func counts(_ counts: [String: Int]) -> JSON {
        var object = JSONObject()
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
            object[name] = .number(count)
        }
        return .object(object)
    }
}

extension View {
    fileprivate var json: JSON {
        [
            "digest": .string(digest.description), "recipe": recipe.json,
            "samples": .number(sampleCount), "bytes": .number(byteCount),
            "author": .string(author), "createdAt": .string(createdAt.description),
        ]
    }
}
