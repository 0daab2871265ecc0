package import Records

/// The WebDataset convention: a tar in which the files of a sample are adjacent and have the same
/// path up to the first dot of the file name.
///
/// Source: webdataset's `base_plus_ext`. Unlike there, a file that fits no sample is an error and
/// not passed over, and the ending keeps its case.
package enum WebDataset {
    package static let format = FileFormat(
        name: "webdataset", mediaType: "application/x-tar", fileExtensions: ["tar"],
        summary: "A tar of files named KEY.PART; the parts of a sample are adjacent.",
        rules: [
            "A key is the path up to the first dot of the file name: \(SampleKey.rule).",
            "A part is what follows the dot: \(PartName.rule). Its bytes are kept exactly.",
            "The part `cls` (an integer or a name of at most \(SampleFields.classByteLimit) bytes) "
                + "is also the field `cls`.",
            "The part `json`, if it is an object of at most \(SampleFields.jsonByteLimit) bytes, "
                + "also gives its members as fields; a longer one, or another value, gives none.",
            "A sample has at most \(SampleAssembler.partLimit) parts, an archive at most "
                + "\(SampleAssembler.standardSampleLimit) samples.",
            "Directories are passed over. Links, devices, pipes, sparse files, absolute paths, "
                + "`..` and what occurs twice are refused, and then nothing of the archive is "
                + "visible. The archive is not compressed.",
            "With `split=folder` the first folder names the split: train, validation (val, valid) "
                + "or test.",
        ])

    /// The key and the part's name in a member's path: `train/0001` and `seg.png` for
    /// `./train/0001.seg.png`.
    ///
    /// One leading `./` is dropped: `tar -c .` writes it.
    package static func names(in path: String) throws(FormatError) -> (SampleKey, PartName) {
        let relative = Array(path.hasPrefix("./") ? path.utf8.dropFirst(2) : path.utf8[...])
        let slash = UInt8(ascii: "/")
        let nameStart = relative.lastIndex(of: slash).map { $0 + 1 } ?? 0
        guard let dot = relative[nameStart...].firstIndex(of: UInt8(ascii: ".")), dot > nameStart
        else {
            throw isSafe(relative, nameStart: nameStart) ? .noPart(path: path) : .unsafePath(path)
        }
        guard let key = try? SampleKey(text(relative[..<dot])) else { throw .unsafePath(path) }
        guard let part = try? PartName(text(relative[(dot + 1)...])) else {
            throw .noPart(path: path)
        }
        return (key, part)
    }

    /// Whether a path without a key is at least no trick: its folders are those of a key, and its
    /// name is neither `.` nor `..`.
    private static func isSafe(_ path: [UInt8], nameStart: Int) -> Bool {
        let name = text(path[nameStart...])
        return name != "." && name != ".."
            && SampleKey.admits(text(path[..<nameStart]) + name.replacing(".", with: "_"))
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
