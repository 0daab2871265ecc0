import Catalog
import Codecs
import HTTP
import Records

/// Branches and tags: names for versions of a dataset.
enum RefEndpoints {
    private static let path = "/v1/datasets/{namespace}/{name}/refs"

    static let all: [Endpoint] = [
        Endpoint(
            .get, path, scope: .read, name: "listRefs",
            summary: "Lists a dataset's branches and tags in the order of their names.",
            query: PageRequest.parameters,
            answers: [.init(.ok, "A page.", .json(PageRequest.shape("refs", .named("Ref"))))],
            handler: .waiting(list)),
        Endpoint(
            .get, "\(path)/{ref}", scope: .read, name: "getRef",
            summary: "A branch or a tag with its version, whose number is the ETag.",
            answers: [.init(.ok, "The ref.", .json(.named("Ref")))],
            handler: .waiting(get)),
        Endpoint(
            .put, "\(path)/{ref}", scope: .write, name: "putRef",
            summary: "Makes a branch or a tag, or moves a branch from where the caller knows it.",
            fields: [
                .field("If-Match", "The number of the version that the branch stands for."),
                .field("If-None-Match", "`*`: only if there is none of that name."),
            ],
            body: .init(contents: [.json(RefEndpoints.request)], byteLimit: .json),
            answers: [
                .init(.created, "The ref is new.", .json(.named("Ref"))),
                .init(.ok, "It was there, and stands for the version now.", .json(.named("Ref"))),
            ],
            handler: .waiting(put)),
        Endpoint(
            .delete, "\(path)/{ref}", scope: .write, name: "deleteRef",
            summary: "Forgets a branch or a tag; its versions stay.",
            answers: [.init(.noContent, "There is no such name any more.")],
            handler: .waiting(delete)),
    ]

    private static let request = Shape.object([
        .init(
            "kind", .choice(Ref.Kind.allCases.map(\.rawValue)),
            "A branch moves with its commits, a tag never."),
        .init("version", .string, "\(VersionReference.rule)."),
    ])

    private static func list(_ call: Call) async throws -> Response {
        let path = try call.dataset()
        let page = try PageRequest(call)
        let after = try page.after.map { text in
            guard RefName.admits(text) else { throw CallError.cursor(text) }
            return RefName(unchecked: text)
        }
        let refs = try await call.work { storage in
            try Refs(storage).list(of: path, after: after, limit: page.wantedCount)
        }
        return try page.answer("refs", refs, json: \.json, cursor: \.name.text, to: call)
    }

    private static func get(_ call: Call) async throws -> Response {
        let (path, name) = (try call.dataset(), try call.name("ref", as: RefName.self))
        let ref = try await call.work { storage in try Refs(storage).ref(name, of: path) }
        return answer(ref, .ok)
    }

    private static func put(_ call: Call) async throws -> Response {
        let (path, name) = (try call.dataset(), try call.name("ref", as: RefName.self))
        let expected = try call.baseRevision()
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let kind = try fields.choice("kind", of: Ref.Kind.self)
        let version = try fields.version("version")
        try fields.finish()
        let author = call.caller.name
        let (ref, isNew) = try await call.work { storage in
            try Refs(storage).put(
                name, kind, to: version, of: path, expected: expected, author: author)
        }
        return answer(ref, isNew ? .created : .ok)
    }

    private static func delete(_ call: Call) async throws -> Response {
        let (path, name) = (try call.dataset(), try call.name("ref", as: RefName.self))
        try await call.work { storage in try Refs(storage).delete(name, of: path) }
        return Response(.noContent)
    }

    private static func answer(_ ref: Ref, _ status: Status) -> Response {
        .json(
            ref.json, status: status, etag: ETag(strong: String(ref.version.number)),
            cacheControl: .revalidate)
    }
}
