import Catalog
import Codecs
import Formats
import HTTP
import Records

/// Commits: samples in, a version out.
enum CommitEndpoints {
    static let all: [Endpoint] = [
        Endpoint(
            .post, "/v1/datasets/{namespace}/{name}/commits", scope: .write, name: "commit",
            summary: "Makes a version from a WebDataset tar or lines of changes: all or nothing.",
            query: [
                .query(
                    "split", .string,
                    "The split of every sample; 'folder' takes it from the first folder."),
                .query(
                    "replace", .boolean,
                    "Whether the version has only these samples; otherwise they are added."),
                .query(
                    "create", .boolean,
                    "Whether the dataset is made with this version when it does not exist."),
                .query("message", .string, "Why, for people."),
                .query("branch", .string, "The branch; main when absent."),
            ],
            fields: [
                .field("If-Match", "The number of the branch's head that the commit is made for."),
                .field("If-None-Match", "`*`: only if the branch has no version yet."),
            ],
            body: .init(
                contents: [.bytes(.tar), .jsonLines(.named("Change"))],
                byteLimit: .commit),
            answers: [
                .init(.created, "A new version.", .json(.named("Commit"))),
                .init(.ok, "Nothing differs, so the version stays.", .json(.named("Commit"))),
            ],
            handler: .waiting(commit))
    ]

    private static func commit(_ call: Call) async throws -> Response {
        let path = try call.dataset()
        let options = try options(of: call)
        let encoding = try encoding(of: call)
        let draft = try await call.work { storage in
            try CommitDraft(storage, of: path, encoding: encoding, options: options)
        }
        try await call.request.body.handOver { pieces in
            try await call.work { _ in
                for piece in pieces { try draft.append(piece) }
            }
        }
        let result = try await call.work { _ in try draft.finish() }
        let version = result.version
        return .json(
            result.json, status: result.isNewVersion ? .created : .ok,
            etag: ETag(strong: String(version.number)),
            fields: [Field("Location", "/v1/datasets/\(path)/versions/\(version.digest)")])
    }

    private static func options(of call: Call) throws -> CommitOptions {
        let message = try call.request.query("message") ?? ""
        guard Prose.admits(message) else {
            throw CallError.parameter("message", NameError(text: "…", rule: Prose.rule))
        }
        let split: SplitRule =
            switch try call.queryName("split", as: SplitName.self) {
            case nil: .none
            case let name? where name.text == "folder": .firstSegment
            case let name?: .fixed(name)
            }
        return CommitOptions(
            split: split, replacesAll: try call.queryFlag("replace"),
            createsDataset: try call.queryFlag("create"), message: message,
            author: call.caller.name,
            branch: try call.queryName("branch", as: RefName.self) ?? .main,
            expected: try call.baseRevision())
    }

    private static func encoding(of call: Call) throws -> CommitDraft.Encoding {
        let said = call.request.field("content-type")
        switch said.flatMap(MediaType.parse)?.essence {
        case MediaType.tar.essence: return .tar
        case MediaType.jsonLines.essence: return .jsonLines
        case nil, .some:
            throw CallError.mediaType(
                said, wanted: [MediaType.tar.essence, MediaType.jsonLines.essence])
        }
    }
}

extension CommitResult {
    fileprivate var json: JSON {
        [
            "version": version.json,
            "added": .number(addedCount),
            "changed": .number(changedCount),
            "removed": .number(removedCount),
            "unchanged": .number(unchangedCount),
            "newBlobs": .number(newBlobCount),
            "newBytes": .number(newByteCount),
        ]
    }
}
