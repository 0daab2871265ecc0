import Catalog
import Codecs
import HTTP
import Manifests
import Records

/// Versions: immutable states of a dataset, and what differs between two of them.
enum VersionEndpoints {
    static let all: [Endpoint] = [
        Endpoint(
            .get, "/v1/datasets/{namespace}/{name}/versions", scope: .read,
            name: "listVersions", summary: "Lists a dataset's versions, newest first.",
            query: PageRequest.parameters,
            answers: [
                .init(.ok, "A page.", .json(PageRequest.shape("versions", .named("Version"))))
            ],
            handler: .waiting(list)),
        Endpoint(
            .get, "/v1/datasets/{namespace}/{name}/versions/{version}", scope: .read,
            name: "getVersion",
            summary: "A version by its number, its digest, a branch, a tag or the word latest.",
            answers: [.init(.ok, "The version.", .json(.named("Version")))],
            isCounted: false,
            handler: .waiting(get)),
        Endpoint(
            .get, "/v1/datasets/{namespace}/{name}/diff", scope: .read, name: "getDiff",
            summary: "Lists the samples that differ between two versions: a page, or lines of all.",
            query: [
                .query("from", .string, "The older version.", isRequired: true),
                .query("to", .string, "The newer version; latest when absent."),
            ] + PageRequest.parameters,
            answers: [
                .init(
                    .ok, "A page.",
                    .json(PageRequest.shape("differences", .named("Difference"))),
                    .jsonLines(.named("Difference")))
            ],
            handler: .waiting(diff)),
    ]

    private static func list(_ call: Call) async throws -> Response {
        let path = try call.dataset()
        let page = try PageRequest(call)
        let before = try page.after.map { text in
            guard let number = Int(text) else { throw CallError.cursor(text) }
            return number
        }
        let versions = try await call.work { storage in
            try Datasets(storage).versions(of: path, before: before, limit: page.wantedCount)
        }
        return try page.answer(
            "versions", versions, json: \.json, cursor: { String($0.number) }, to: call)
    }

    private static func get(_ call: Call) async throws -> Response {
        let (path, reference) = (try call.dataset(), try call.version())
        let version = try await call.work { storage in
            try Datasets(storage).version(reference, of: path)
        }
        return .json(version.json, fields: [call.contentLocation(of: version)])
    }

    private static func diff(_ call: Call) async throws -> Response {
        let path = try call.dataset()
        _ = try call.requiredQuery("from", VersionReference.rule)
        let (from, to) = (try call.queryVersion("from"), try call.queryVersion("to"))
        let page = try PageRequest(call)
        let after = try page.sampleKey
        let (old, new) = try await call.work { storage in
            let datasets = Datasets(storage)
            return (try datasets.manifest(from, of: path), try datasets.manifest(to, of: path))
        }
        if call.wantsLines {
            let lines = DifferenceLines(
                DifferenceWalk(from: old.manifest, to: new.manifest, after: after), call.context)
            return Response(mediaType: .jsonLines, body: .stream(lines))
        }
        let found = try await call.work { _ in
            try differences(
                from: old.manifest, to: new.manifest, after: after, limit: page.wantedCount)
        }
        return try page.answer(
            "differences", found, json: \.json, cursor: \.key.text, to: call,
            pinned: [("from", "\(old.version.digest)"), ("to", "\(new.version.digest)")])
    }
}
