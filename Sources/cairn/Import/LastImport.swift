import Codecs
import Glibc
import Posix
import Records

/// What the last import of a folder into a branch has sent, and which version that made: kept for
/// whoever imports the folder again, in the user's cache.
///
/// A text file: a line of JSON, a line for each sample with a digest of its files' names and
/// stamps, and a last line that tells that the others are all there. What cannot be read is as if
/// it was not there: then everything is sent.
struct LastImport {
    /// What makes an import the same as another one.
    struct Identity {
        let folder: String
        let server: String
        let dataset: String
        let branch: String
        let split: String?
        let replacesAll: Bool
    }

    /// A file that changes again within so short a time may keep its stamp.
    private static let settlingNanoseconds: Int64 = 2_000_000_000
    /// Of the file: some 100 bytes for each of the samples that one commit may have.
    private static let byteLimit = 1 << 30
    private static let end = "end"
    /// No sample's: each has a file with a name.
    private static let unsettled = Digest.of([])

    /// The digest of the version.
    let version: String
    /// Of the names and stamps of each sample's files, of all that were in the folder.
    let samples: [SampleKey: Digest]

    /// - Parameter startedAt: when the folder was looked at, in nanoseconds since 1970: what had
    ///   only just changed then is not taken for known.
    init(of survey: FolderSurvey, startedAt: Int64, version: String) {
        self.version = version
        let settledBefore = startedAt - LastImport.settlingNanoseconds
        samples = Dictionary(
            survey.entries.map { entry in
                (entry.key, entry.changedAt < settledBefore ? entry.digest : LastImport.unsettled)
            }
        ) { first, _ in first }
    }

    // MARK: The file

    /// - Returns: nil when there is none, or none that can be read.
    init?(at path: String) {
        guard let file = try? InputFile(path: path),
            let bytes = try? file.read(byteLimit: LastImport.byteLimit)
        else { return nil }
        var lines = bytes.split(separator: UInt8(ascii: "\n"))[...]
        guard lines.popLast()?.elementsEqual(LastImport.end.utf8) == true,
            let first = lines.popFirst(), let version = Digest(characters: first.span)
        else { return nil }
        var samples: [SampleKey: Digest] = [:]
        samples.reserveCapacity(lines.count)
        for line in lines {
            guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
            let digits = line[..<space]
            guard let digest = Digest(characters: digits.span) else { return nil }
            // Whatever it is, it is only compared.
            let key = String(decoding: line[(space + 1)...], as: UTF8.self)
            samples[SampleKey(unchecked: key)] = digest
        }
        self.version = version.description
        self.samples = samples
    }

    /// Replaces the file at `path`; when that fails, the next import sends everything.
    func keep(at path: String) {
        let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        LastImport.makeFolder(String(folder))
        var bytes = Array("\(version)\n".utf8)
        for (key, digest) in samples {
            bytes += digest.description.utf8
            bytes.append(UInt8(ascii: " "))
            bytes += key.text.utf8
            bytes.append(UInt8(ascii: "\n"))
        }
        bytes += "\(LastImport.end)\n".utf8
        let draft = path + ".\(getpid())"
        guard let file = fopen(draft, "we") else { return }
        let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count
        guard fclose(file) == 0, isWritten, rename(draft, path) == 0 else {
            unlink(draft)
            return
        }
    }

    private static func makeFolder(_ path: String) {
        var folder = ""
        for name in path.split(separator: "/") {
            folder += "/" + name
            mkdir(folder, 0o700)
        }
    }
}

extension LastImport.Identity {
    /// Where the file for it is; nil where the environment names no place for a cache.
    func path(in environment: (String) -> String?) -> String? {
        let cache =
            environment("XDG_CACHE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? environment("HOME").flatMap { $0.hasPrefix("/") ? $0 + "/.cache" : nil }
        let identity: JSON = [
            "folder": .string(folder), "server": .string(server), "dataset": .string(dataset),
            "branch": .string(branch), "split": .optional(split),
            "replace": .bool(replacesAll),
        ]
        let name = Digest.of(identity.canonicalBytes).hexadecimal
        return cache.map { "\($0)/cairn/imports/\(name)" }
    }
}
