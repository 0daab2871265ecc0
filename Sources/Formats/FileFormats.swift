/// A layout of files from which samples are made.
package struct FileFormat: Sendable, Hashable {
    /// The name in requests and on the command line; never renamed.
    package let name: String
    /// The media type of a request body in this format.
    package let mediaType: String
    /// What file names end in, without the dot.
    package let fileExtensions: [String]
    /// One sentence for the documentation.
    package let summary: String
    /// What a file must be like, and what is made of it: a sentence each.
    package let rules: [String]
}

/// Every format that this program reads.
package enum FileFormats {
    package static let all: [FileFormat] = [WebDataset.format, JSONLinesSamples.format]

    /// The format of a name; nil for none.
    package static func named(_ name: String) -> FileFormat? { all.first { $0.name == name } }

    /// The format of a media type without parameters, in lower case; nil for none.
    package static func ofMediaType(_ mediaType: String) -> FileFormat? {
        all.first { $0.mediaType == mediaType }
    }

    /// The format of a file's name by its ending; nil for none.
    package static func ofFile(_ path: String) -> FileFormat? {
        all.first { $0.fileExtensions.contains { path.hasSuffix("." + $0) } }
    }
}
