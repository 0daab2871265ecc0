package import Codecs

/// Where a dataset stands: `team/digits`.
package struct DatasetPath: Sendable, Hashable, CustomStringConvertible {
    package let namespace: NamespaceName
    package let name: DatasetName

    package init(namespace: NamespaceName, name: DatasetName) {
        self.namespace = namespace
        self.name = name
    }

    /// - Throws: ``NameError`` unless `text` is two names with one slash between them.
    package init(_ text: String) throws(NameError) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2 else { throw NameError(text: text, rule: "NAMESPACE/NAME") }
        namespace = try NamespaceName(halves[0])
        name = try DatasetName(halves[1])
    }

    package var description: String { "\(namespace)/\(name)" }
}

/// A named series of versions.
package struct Dataset: Sendable, Hashable {
    package let path: DatasetPath
    package let description: String
    package let createdAt: Timestamp
    /// The head of the branch main; nil before its first commit.
    package let latest: Version?

    package init(path: DatasetPath, description: String, createdAt: Timestamp, latest: Version?) {
        self.path = path
        self.description = description
        self.createdAt = createdAt
        self.latest = latest
    }

    package var json: JSON {
        [
            "namespace": .string(path.namespace.text),
            "name": .string(path.name.text),
            "description": .string(description),
            "createdAt": createdAt.json,
            "latest": latest?.json ?? .null,
        ]
    }
}

/// One immutable, numbered state of a dataset.
package struct Version: Sendable, Hashable {
    /// Counts from 1 in each dataset.
    package let number: Int
    /// The digest of its manifest's root: equal digests are equal content.
    package let digest: Digest
    /// The number of the version it was made from; nil for the first.
    package let parent: Int?
    /// The number of the version that was merged into its parent; nil unless it is a merge.
    package let mergedParent: Int?
    package let sampleCount: Int
    /// The bytes of all samples' parts.
    package let byteCount: Int64
    /// How many samples each split has; samples without a split are not counted.
    package let splitCounts: [SplitCount]
    package let message: String
    /// The name of the token that made it.
    package let author: String
    package let createdAt: Timestamp

    package init(
        number: Int, digest: Digest, parent: Int?, mergedParent: Int?, sampleCount: Int,
        byteCount: Int64,
        splitCounts: [SplitCount], message: String, author: String, createdAt: Timestamp
    ) {
        self.number = number
        self.digest = digest
        self.parent = parent
        self.mergedParent = mergedParent
        self.sampleCount = sampleCount
        self.byteCount = byteCount
        self.splitCounts = splitCounts
        self.message = message
        self.author = author
        self.createdAt = createdAt
    }

    package var json: JSON {
        [
            "number": .number(number),
            "digest": .string(digest.description),
            "parent": .optional(parent),
            "mergedParent": .optional(mergedParent),
            "samples": .number(sampleCount),
            "bytes": .number(byteCount),
            "splits": SplitCount.json(splitCounts),
            "message": .string(message),
            "author": .string(author),
            "createdAt": createdAt.json,
        ]
    }
}

/// How many samples a split has.
package struct SplitCount: Sendable, Hashable {
    package let split: SplitName
    package let sampleCount: Int

    package init(split: SplitName, sampleCount: Int) {
        self.split = split
        self.sampleCount = sampleCount
    }

    /// An object: split names in their order, each with its count.
    package static func json(_ counts: [SplitCount]) -> JSON {
        var object = JSONObject()
        for count in counts { object[count.split.text] = .number(count.sampleCount) }
        return .object(object)
    }
}

/// How a client names a version: `latest`, its number, its digest, a branch or a tag.
package enum VersionReference: Sendable, Hashable, CustomStringConvertible {
    case latest
    case number(Int)
    case digest(Digest)
    /// The head of a branch, or what a tag names.
    case ref(RefName)

    /// What a version's name must look like.
    package static let rule =
        "'latest', a number from 1, sha256: and 64 hexadecimal digits, a branch or a tag"

    package init(_ text: String) throws(NameError) {
        if text == "latest" {
            self = .latest
        } else if let number = Int(text), number >= 1, String(number) == text {
            self = .number(number)
        } else if let digest = Digest(text) {
            self = .digest(digest)
        } else if RefName.admits(text) {
            self = .ref(RefName(unchecked: text))
        } else {
            throw NameError(text: text, rule: VersionReference.rule)
        }
    }

    package var description: String {
        switch self {
        case .latest: "latest"
        case .number(let number): String(number)
        case .digest(let digest): digest.description
        case .ref(let name): name.text
        }
    }
}
