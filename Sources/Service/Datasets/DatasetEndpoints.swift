import Catalog
import Codecs
import HTTP
import Records

/// Datasets: named series of versions.
enum DatasetEndpoints {
    static let all: [Endpoint] = [
        Endpoint(
            .get, "/v1/datasets", scope: .read, name: "listDatasets",
            summary: "Lists the datasets in the order of their paths.",
            query: PageRequest.parameters,
            answers: [
                .init(.ok, "A page.", .json(PageRequest.shape("datasets", .named("Dataset"))))
            ],
            handler: .waiting(list)),
        Endpoint(
            .post, "/v1/datasets", scope: .write, name: "createDataset",
            summary: "Makes an empty dataset.",
            body: .init(
                contents: [.json(DatasetEndpoints.request)],
                byteLimit: .json),
            answers: [.init(.created, "The dataset.", .json(.named("Dataset")))],
            handler: .waiting(create)),
        Endpoint(
            .get, "/v1/datasets/{namespace}/{name}", scope: .read, name: "getDataset",
            summary: "A dataset with its newest version.",
            answers: [.init(.ok, "The dataset.", .json(.named("Dataset")))],
            isCounted: false,
            handler: .waiting(get)),
    ]

    private static let request = Shape.object([
        .init("namespace", .string, "Who owns it: \(NamespaceName.rule)."),
        .init("name", .string, "Unique in its namespace: \(DatasetName.rule)."),
        .init("description", .string, "For people.", isRequired: false),
    ])

    private static func list(_ call: Call) async throws -> Response {
        let page = try PageRequest(call)
        let after = try page.after.map { text in
            do { return try DatasetPath(text) } catch { throw CallError.cursor(text) }
        }
        let datasets = try await call.work { storage in
            try Datasets(storage).list(after: after, limit: page.wantedCount)
        }
        return try page.answer(
            "datasets", datasets, json: \.json, cursor: \.path.description, to: call)
    }

    private static func create(_ call: Call) async throws -> Response {
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let path = DatasetPath(
            namespace: try fields.name("namespace", as: NamespaceName.self),
            name: try fields.name("name", as: DatasetName.self))
        let description = try fields.optionalProse("description") ?? ""
        try fields.finish()
        let dataset = try await call.work { storage in
            try Datasets(storage).create(path, description: description)
        }
        return .json(
            dataset.json, status: .created, fields: [Field("Location", "/v1/datasets/\(path)")])
    }

    private static func get(_ call: Call) async throws -> Response {
        let path = try call.dataset()
        let dataset = try await call.work { storage in
            try Datasets(storage).dataset(path)
        }
        return .json(dataset.json)
    }
}
