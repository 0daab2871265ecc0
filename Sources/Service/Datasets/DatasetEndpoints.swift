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
        Endpoint(
            .delete, "/v1/datasets/{namespace}/{name}", scope: .admin, name: "deleteDataset",
            summary: "Hides a dataset at once; after the grace period it is gone for good.",
            answers: [.init(.ok, "Until when it can be brought back.", .json(.named("Deletion")))],
            handler: .waiting(delete)),
        Endpoint(
            .post, "/v1/datasets/{namespace}/{name}/restore", scope: .admin,
            name: "restoreDataset", summary: "Brings a deleted dataset back, as it was.",
            answers: [.init(.ok, "The dataset.", .json(.named("Dataset")))],
            handler: .waiting(restore)),
        Endpoint(
            .get, "/v1/deletions", scope: .admin, name: "listDeletions",
            summary: "Lists the deleted datasets that can be brought back.",
            query: PageRequest.parameters,
            answers: [
                .init(.ok, "A page.", .json(PageRequest.shape("deletions", .named("Deletion"))))
            ],
            handler: .waiting(listDeletions)),
    ]

    private static let request = Shape.object([
        .init("namespace", .string, "Who owns it: \(NamespaceName.rule)."),
        .init("name", .string, "Unique in its namespace: \(DatasetName.rule)."),
        .init("description", .string, "For people.", isRequired: false),
    ])

    private static func list(_ call: Call) async throws -> Response {
        let page = try PageRequest(call)
        let after = try page.datasetPath
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

    private static func delete(_ call: Call) async throws -> Response {
        let path = try call.dataset()
        let deletion = try await call.work { storage in try Deletions(storage).delete(path) }
        return .json(json(deletion, call.context))
    }

    private static func restore(_ call: Call) async throws -> Response {
        let path = try call.dataset()
        let dataset = try await call.work { storage in
            try Deletions(storage).restore(path)
            return try Datasets(storage).dataset(path)
        }
        return .json(dataset.json)
    }

    private static func listDeletions(_ call: Call) async throws -> Response {
        let page = try PageRequest(call)
        let after = try page.datasetPath
        let deletions = try await call.work { storage in
            try Deletions(storage).list(after: after, limit: page.wantedCount)
        }
        return try page.answer(
            "deletions", deletions, json: { json($0, call.context) }, cursor: \.path.description,
            to: call)
    }

    private static func json(_ deletion: Deletions.Deletion, _ context: Context) -> JSON {
        let grace = context.upkeep.schedule.collector.graceMilliseconds
        let end = Timestamp(milliseconds: deletion.deletedAt.milliseconds + grace)
        return [
            "namespace": .string(deletion.path.namespace.text),
            "name": .string(deletion.path.name.text), "deletedAt": deletion.deletedAt.json,
            "restorableUntil": end.json,
        ]
    }

    private static func get(_ call: Call) async throws -> Response {
        let path = try call.dataset()
        let dataset = try await call.work { storage in
            try Datasets(storage).dataset(path)
        }
        return .json(dataset.json)
    }
}

extension PageRequest {
    /// The dataset after which the page begins; nil for the first page.
    fileprivate var datasetPath: DatasetPath? {
        get throws {
            try after.map { text in
                do { return try DatasetPath(text) } catch { throw CallError.cursor(text) }
            }
        }
    }
}
