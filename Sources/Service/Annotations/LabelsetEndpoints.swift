import Catalog
import Codecs
import HTTP
import Records

/// Labelsets: append-only logs of annotations on a dataset.
enum LabelsetEndpoints {
    static let root = "/v1/datasets/{namespace}/{name}/labelsets"

    static let all: [Endpoint] = [
        Endpoint(
            .get, LabelsetEndpoints.root, scope: .read, name: "listLabelsets",
            summary: "Lists the labelsets of a dataset by name.",
            query: PageRequest.parameters,
            answers: [
                .init(
                    .ok, "A page.", .json(PageRequest.shape("labelsets", .named("Labelset"))))
            ],
            handler: .waiting(list)),
        Endpoint(
            .post, LabelsetEndpoints.root, scope: .write, name: "createLabelset",
            summary: "Makes an empty labelset.",
            body: .init(
                contents: [.json(LabelsetEndpoints.request)],
                byteLimit: .json),
            answers: [.init(.created, "The labelset.", .json(.named("Labelset")))],
            handler: .waiting(create)),
        Endpoint(
            .get, LabelsetEndpoints.root + "/{labelset}", scope: .read, name: "getLabelset",
            summary: "A labelset with its newest sequence number.",
            answers: [.init(.ok, "The labelset.", .json(.named("Labelset")))],
            handler: .waiting(get)),
    ]

    private static let request = Shape.object([
        .init("name", .string, "Unique in its dataset: \(LabelsetName.rule)."),
        .init("description", .string, "For people.", isRequired: false),
    ])

    private static func list(_ call: Call) async throws -> Response {
        let path = try call.dataset()
        let page = try PageRequest(call)
        let after = try page.after.map { text in
            do { return try LabelsetName(text) } catch { throw CallError.cursor(text) }
        }
        let labelsets = try await call.work { storage in
            try Labelsets(storage).list(of: path, after: after, limit: page.wantedCount)
        }
        return try page.answer(
            "labelsets", labelsets, json: \.json, cursor: \.name.text, to: call)
    }

    private static func create(_ call: Call) async throws -> Response {
        let path = try call.dataset()
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let name = try fields.name("name", as: LabelsetName.self)
        let description = try fields.optionalProse("description") ?? ""
        try fields.finish()
        let labelset = try await call.work { storage in
            try Labelsets(storage).create(name, of: path, description: description)
        }
        return .json(
            labelset.json, status: .created,
            fields: [Field("Location", "/v1/datasets/\(path)/labelsets/\(name)")])
    }

    private static func get(_ call: Call) async throws -> Response {
        let path = try call.dataset()
        let name = try call.name("labelset", as: LabelsetName.self)
        let labelset = try await call.work { storage in
            try Labelsets(storage).labelset(name, of: path)
        }
        return .json(labelset.json)
    }
}
