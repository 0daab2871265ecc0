package import Records

/// A file of a folder, and the sample that it is a part of.
package struct SampleFile: Sendable, Hashable {
    /// The path from the folder on, which is also the member's in a tar.
    package let path: String
    package let key: SampleKey
    package let part: PartName

    package init(path: String) throws(FormatError) {
        self.path = path
        (key, part) = try WebDataset.names(in: path)
    }

    /// Files in the order in which a tar needs them: by key, then by part.
    ///
    /// The order of paths is not enough: a file in a folder `1.d` would stand between `1.cls` and
    /// `1.png`.
    package static func arranged(_ paths: [String]) throws(FormatError) -> [SampleFile] {
        var files: [SampleFile] = []
        for path in paths { files.append(try SampleFile(path: path)) }
        files.sort { ($0.key, $0.part) < ($1.key, $1.part) }
        for (file, next) in zip(files, files.dropFirst())
        where file.key == next.key && file.part == next.part {
            throw .duplicatePart(path: next.path)
        }
        return files
    }
}
