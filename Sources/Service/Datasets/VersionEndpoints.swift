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
            summary: "A version by its number, its digest or the word latest.",
            answers: [.init(.ok, "The version.", .json(.named("Version")))],
            isCounted: false,
            handler: .waiting(get)),
        Endpoint(
            .get, "/v1/datasets/{namespace}/{name}/diff", scope: .read, name: "getDiff",
            summary: "Lists the samples that differ between two versions, by key.",
            query: [
                .query("from", .string, "The older version.", isRequired: true),
                .query("to", .string, "The newer version; latest when absent."),
            ] + PageRequest.parameters,
            answers: [
                .init(
                    .ok, "A page.",
                    .json(PageRequest.shape("differences", .named("Difference"))))
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
        let (old, new, found) = try await call.work { storage in
            let datasets = Datasets(storage)
            let old = try datasets.manifest(from, of: path)
            let new = try datasets.manifest(to, of: path)
            let found = try differences(
                from: old.manifest, to: new.manifest, after: after, limit: page.wantedCount)
            return (old.version, new.version, found)
        }
        return try page.answer(
            "differences", found, json: \.json, cursor: \.key.text, to: call,
            pinned: [("from", "\(old.digest)"), ("to", "\(new.digest)")])
    }
}

extension SampleDifference {
    fileprivate var json: JSON {
        let (change, from, to): (JSON, Sample?, Sample?) =
            switch self {
            case .added(let sample): ("added", nil, sample)
            case .removed(let sample): ("removed", sample, nil)
            case .changed(let old, let new): ("changed", old, new)
            }
        return [
            "key": .string(key.text), "change": change, "from": from?.json ?? .null,
            "to": to?.json ?? .null,
        ]
    }
}
