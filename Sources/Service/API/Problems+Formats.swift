import Codecs
import Evaluation
import Formats
import HTTP
import Manifests
import Records

extension Problems {
    static func problem(for error: TarError) -> Problem {
        ProblemKind.invalidArchive.problem(sentence(for: error))
    }

    private static func sentence(for error: TarError) -> String {
        switch error {
        case .compressed: "The archive is compressed. Send it as a plain tar (gunzip)."
        case .malformed(let offset): "The header at byte \(offset) is not one of a tar."
        case .truncated(let offset):
            "The archive ends within the member at byte \(offset). Send it again, whole."
        case .trailing(let offset):
            "Something follows the archive's end, at byte \(offset). Send one archive "
                + "(tar --concatenate, and not cat)."
        case .refusedKind(let path, let kind):
            "'\(path)' is \(noun(for: kind)). Archive files only (tar --dereference)."
        case .pathTooLong(let offset, let limit):
            "The path of the member at byte \(offset) is longer than \(limit) bytes."
        case .extensionTooLong(let offset, let limit):
            "The extended header at byte \(offset) is longer than \(limit) bytes."
        case .notUnicode(let offset): "The path of the member at byte \(offset) is not UTF-8."
        }
    }

    private static func noun(for kind: TarKind) -> String {
        switch kind {
        case .hardLink: "a hard link"
        case .symbolicLink: "a symbolic link"
        case .device: "a device"
        case .fifo: "a pipe"
        case .sparse: "a sparse file"
        case .other(let typeFlag): "of the unknown type \(typeFlag)"
        }
    }

    static func problem(for error: FormatError) -> Problem {
        ProblemKind.invalidArchive.problem(sentence(for: error))
    }

    private static func sentence(for error: FormatError) -> String {
        switch error {
        case .unsafePath(let path): "The path '\(path)' is not safe: \(SampleKey.rule)."
        case .noPart(let path):
            "'\(path)' is not named KEY.PART, as 'train/0001.png' is. Rename or leave it out."
        case .duplicatePart(let path): "'\(path)' occurs twice in its sample."
        case .duplicateKey(let path):
            "The sample of '\(path)' ended before. Put a sample's members next to each other."
        case .tooManyParts(let path, let limit):
            "The sample of '\(path)' has more than \(limit) parts."
        case .tooManySamples(let limit):
            "The archive has more than \(limit) samples. Send several commits."
        case .malformedClass(let path):
            "'\(path)' must hold a class: an integer or a name."
        case .malformedJSON(let path, let error):
            "'\(path)' is no JSON: \(error.sentence)"
        case .noKey(let path, let field):
            "The field '\(field)' in '\(path)' is no key: \(SampleKey.rule)."
        }
    }

    static func problem(for error: ManifestError) -> Problem {
        switch error {
        case .corrupt(let digest), .unsupportedFormat(let digest, version: _):
            ProblemKind.storageCorrupt.problem(
                "\(digest) is damaged. Tell the operator to run 'cairnd check'.")
        case .outOfRange: ProblemKind.internalError.problem("Tell the operator the request's id.")
        case .tooManySplits(let limit):
            ProblemKind.invalidArchive.problem("A version may have \(limit) splits.")
        case .tooManyParts(let key, let limit):
            ProblemKind.invalidArchive.problem("The sample '\(key)' has more than \(limit) parts.")
        case .duplicatePart(let key, let part):
            ProblemKind.invalidArchive.problem("The sample '\(key)' has the part '\(part)' twice.")
        case .fieldsTooLong(let key, let limit):
            ProblemKind.invalidArchive.problem(
                "The fields of '\(key)' are longer than \(limit) bytes. Make them a part.")
        case .tooManyBytes:
            ProblemKind.invalidArchive.problem("The version has more bytes than can be counted.")
        }
    }

    static func problem(for error: MetricError) -> Problem {
        switch error {
        case .unknown(let name, let known):
            ProblemKind.resourceMissing.problem(
                "There is no metric '\(name)'. Known: \(known.joined(separator: ", ")).")
        case .parameters(let error): problem(for: error)
        }
    }

    static func problem(for error: ComparisonError) -> Problem {
        switch error {
        case .unequalSignatures(let first, let second):
            ProblemKind.runsIncomparable.problem("One is \(first), the other \(second).")
        case .unequalSamples:
            ProblemKind.runsIncomparable.problem("They are about different samples.")
        }
    }

    static func problem(for error: LeaderboardError) -> Problem {
        switch error {
        case .tooManyRuns(let limit):
            ProblemKind.contentTooLarge.problem("A leaderboard ranks \(limit) runs at most.")
        }
    }
}
