package import Codecs

/// What a branch or a tag may be called: nothing that names a version otherwise.
package struct RefName: Name {
    package static let rule =
        DatasetName.rule + ", and neither a number nor 'latest'"

    package let text: String
    package init(unchecked text: String) { self.text = text }

    package static func admits(_ text: String) -> Bool {
        DatasetName.admits(text) && text != "latest"
            && !text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// The branch that a dataset has from its first commit on.
    package static let main = RefName(unchecked: "main")
}

/// A name for a version of a dataset.
package struct Ref: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Moves to each version that is committed to it.
        case branch
        /// Stays where it is.
        case tag
    }

    package let name: RefName
    package let kind: Kind
    package let version: Version
    /// The name of the token that moved it last.
    package let author: String
    package let movedAt: Timestamp

    package init(name: RefName, kind: Kind, version: Version, author: String, movedAt: Timestamp) {
        self.name = name
        self.kind = kind
        self.version = version
        self.author = author
        self.movedAt = movedAt
    }

    package var json: JSON {
        [
            "name": .string(name.text), "kind": .string(kind.rawValue), "version": version.json,
            "author": .string(author), "movedAt": movedAt.json,
        ]
    }
}
