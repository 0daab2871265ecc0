import Catalog
import Codecs
import HTTP
import Records

/// Namespaces: what their datasets use, and how much that may be.
enum NamespaceEndpoints {
    static let all: [Endpoint] = [
        Endpoint(
            .get, "/v1/namespaces/{namespace}", scope: .read, name: "getNamespace",
            summary: "How many bytes the versions of a namespace have added, and its quota.",
            answers: [.init(.ok, "The usage.", .json(.named("Usage")))], handler: .waiting(get)),
        Endpoint(
            .put, "/v1/namespaces/{namespace}/quota", scope: .admin, name: "putQuota",
            summary: "Limits the bytes of a namespace. What is there stays.",
            body: .init(
                contents: [
                    .json(.object([.init("bytes", .integers(byteCounts), "At most.")]))
                ], byteLimit: .json),
            answers: [.init(.ok, "It holds from now on.", .json(.named("Usage")))],
            handler: .waiting(put)),
        Endpoint(
            .delete, "/v1/namespaces/{namespace}/quota", scope: .admin, name: "deleteQuota",
            summary: "Lets a namespace have as many bytes as there is room for.",
            answers: [.init(.noContent, "There is no limit any more.")],
            handler: .waiting(delete)),
    ]

    /// What JSON keeps exactly: 8 PiB.
    private static let byteCounts = 0...(1 << 53 - 1)

    private static func get(_ call: Call) async throws -> Response {
        let namespace = try call.name("namespace", as: NamespaceName.self)
        let usage = try await call.work { storage in try Quotas(storage).usage(of: namespace) }
        return .json(json(usage))
    }

    private static func put(_ call: Call) async throws -> Response {
        let namespace = try call.name("namespace", as: NamespaceName.self)
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let byteCount = Int64(try fields.integer("bytes", in: byteCounts))
        try fields.finish()
        let usage = try await call.work { storage in
            try Quotas(storage).set(byteCount, of: namespace)
        }
        return .json(json(usage))
    }

    private static func delete(_ call: Call) async throws -> Response {
        let namespace = try call.name("namespace", as: NamespaceName.self)
        _ = try await call.work { storage in try Quotas(storage).set(nil, of: namespace) }
        return Response(.noContent)
    }

    private static func json(_ usage: Quotas.Usage) -> JSON {
        [
            "namespace": .string(usage.namespace.text), "datasets": .number(usage.datasetCount),
            "usedBytes": .number(usage.usedByteCount),
            "quotaBytes": usage.limitByteCount.map { .number($0) } ?? .null,
        ]
    }
}
