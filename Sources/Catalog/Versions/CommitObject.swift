import Codecs
import Manifests
import Records

/// What a version's row says and its pages do not: kept beside them in the store, so that names
/// and history outlive the index. Written down in Docs/STORAGE.md.
struct CommitObject {
    let path: DatasetPath
    /// The branch that it was put on; nil where nobody knows it any more.
    let branch: RefName?
    let number: Int
    /// The root of the manifest.
    let digest: Digest
    let parent: Int?
    let mergedParent: Int?
    let message: String
    let author: String
    let createdAt: Timestamp

    /// Canonical JSON.
    var bytes: [UInt8] {
        let json: JSON = [
            "author": .string(author), "branch": .optional(branch?.text),
            "createdAt": .number(createdAt.milliseconds), "dataset": .string(path.description),
            "digest": .string(digest.description), "mergedParent": .optional(mergedParent),
            "message": .string(message), "number": .number(number), "parent": .optional(parent),
        ]
        return json.canonicalBytes
    }

    func version(of manifest: Manifest) -> Version {
        Version(
            number: number, digest: digest, parent: parent, mergedParent: mergedParent,
            sampleCount: manifest.sampleCount, byteCount: manifest.byteCount,
            splitCounts: manifest.splitCounts.map(SplitCount.init(split:sampleCount:)),
            message: message, author: author, createdAt: createdAt)
    }
}

extension CommitObject {
    /// Members that a later program adds are passed over.
    ///
    /// - Returns: nil when the bytes are none.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSONReader.read(bytes), var fields = try? JSONFields(json),
            let number = try? fields.integer("number", in: 1...Int.max),
            let createdAt = try? fields.integer("createdAt", in: 0...Int.max),
            let path = try? DatasetPath(fields.string("dataset")),
            let digest = (try? fields.string("digest")).flatMap({ Digest($0) }),
            let message = try? fields.string("message"),
            let author = try? fields.string("author")
        else { return nil }
        self.init(
            path: path, branch: try? fields.optionalString("branch").map(RefName.init),
            number: number, digest: digest,
            parent: (try? fields.optionalInteger("parent", in: 1...Int.max)) ?? nil,
            mergedParent: (try? fields.optionalInteger("mergedParent", in: 1...Int.max)) ?? nil,
            message: message, author: author,
            createdAt: Timestamp(milliseconds: Int64(createdAt)))
    }
}
