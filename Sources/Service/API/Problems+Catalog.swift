import Blobs
import Catalog
import Codecs
import HTTP
import Posix
import Records

extension Problems {
    /// What a rule of the catalog means to a client.
    static func problem(for error: CatalogError) -> Problem {
        switch error {
        case .datasetMissing, .versionMissing, .refMissing, .sampleMissing, .partMissing,
            .shardMissing, .blobMissing, .labelsetMissing, .annotationMissing, .benchmarkMissing,
            .splitMissing, .runMissing, .metricMissing, .viewMissing, .tokenMissing:
            problem(forMissing: error)
        case .datasetExists, .datasetDeleted, .datasetInUse, .quotaExceeded: dataset(error)
        case .refExists, .refUnconditional, .refMoved, .refIsMain, .mergeConflicts, .unrelated,
            .nothingBefore, .ledgerFull:
            problem(forHistory: error)
        case .blobQuarantined(let digest): quarantined(digest)
        case .labelsetExists(let name):
            ProblemKind.alreadyExists.problem("The labelset '\(name)' exists; append to it.")
        case .momentEmpty(let moment):
            ProblemKind.momentEmpty.problem(
                "'\(moment.labelset)' has no annotation of the field '\(moment.field)' as of "
                    + "\(moment.asOf) on the benchmark's samples. Append them first.")
        case .tokenIsLastAdmin:
            ProblemKind.lastAdmin.problem("Make another admin token that does not end first.")
        case .commitEmpty:
            ProblemKind.commitEmpty.problem("Send at least one sample or one removal.")
        case .sampleRepeated(let key):
            ProblemKind.invalidArchive.problem(
                "The sample '\(key)' occurs twice. Put a sample's members next to each other.")
        case .commitTooLarge(let limit):
            ProblemKind.contentTooLarge.problem(
                "A commit may change \(limit) samples; send several commits.")
        case .commitOvertaken(let tries):
            ProblemKind.commitOvertaken.problem(
                "After \(tries) tries the dataset still moved on. Send the commit again.")
        case .revisionConflict(let current, let base, let baseRevision):
            conflict(current, base: base, baseRevision: baseRevision)
        case .annotationMoved(let current):
            moved(current)
        case .revisionRequired(let current):
            ProblemKind.revisionRequired.problem(
                "Revision \(current.revision) stands. Send If-Match: \"\(current.revision)\" to "
                    + "replace it.", members: ["current": current.json])
        case .linesRefused(let errors, let count):
            ProblemKind.invalidLines.problem(
                "Lines that are wrong: \(count); the first are in 'lines'. Mend them and send all "
                    + "again.",
                members: ["count": .number(count), "lines": .array(errors.map(json))])
        case .tooManyLines(let limit):
            ProblemKind.contentTooLarge.problem(
                "Send at most \(limit) lines at once.", members: ["limit": .number(limit)])
        case .momentAhead(let asOf, let newest):
            ProblemKind.momentAhead.problem(
                "The newest sequence number is \(newest), asked for was \(asOf).")
        case .benchmarkExists(let name, let digest):
            ProblemKind.alreadyExists.problem(
                "The benchmark '\(name)' is another recipe, \(digest); choose another name.")
        case .runAmbiguous(let prefix):
            ProblemKind.runAmbiguous.problem("Write more digits than '\(prefix)'.")
        case .runsIncomparable(let first, let second):
            ProblemKind.runsIncomparable.problem(
                "They were scored by \(first) and \(second); score both by one benchmark.")
        case .corrupt(let digest): corrupt(digest)
        }
    }

    static func problem(for error: BlobError) -> Problem {
        switch error {
        case .missing(let digest), .corrupt(let digest): corrupt(digest)
        case .unknownSegment:
            ProblemKind.storageCorrupt.problem(
                "A segment is gone. Tell the operator to run 'cairnd check'.")
        case .digestMismatch(let expected, let actual):
            ProblemKind.digestMismatch.problem(
                "The bytes are \(actual), not \(expected). Nothing was stored.")
        case .sizeMismatch(let expected, let actual):
            ProblemKind.digestMismatch.problem(
                "\(actual) bytes came, \(expected) were announced. Nothing was stored.")
        case .full: ProblemKind.storageFull.problem("Nothing was stored. Tell the operator.")
        case .roomReserved(let free, let reserve):
            ProblemKind.storageFull.problem(
                "Nothing was stored: \(free >> 20) MiB are free and \(reserve >> 20) MiB are kept "
                    + "free. Reads go on. Tell the operator to make room or to lower "
                    + "disk-reserve-bytes.",
                members: ["freeBytes": .number(free), "reserveBytes": .number(reserve)])
        // The disk is well: there are too many files open, and soon there will be fewer.
        case .medium(let reason) where reason.isOutOfDescriptors: overloaded
        case .medium, .unusable: diskFailed
        }
    }

    private static func corrupt(_ digest: Digest) -> Problem {
        ProblemKind.storageCorrupt.problem(
            "\(digest) is damaged or gone. Tell the operator to run 'cairnd check'.")
    }

    private static func quarantined(_ digest: Digest) -> Problem {
        ProblemKind.storageCorrupt.problem(
            "\(digest) is damaged and is not served. PUT /v1/blobs/\(digest) heals it.")
    }

    private static func conflict(
        _ current: Annotation, base: Annotation?, baseRevision: Int
    ) -> Problem {
        ProblemKind.revisionConflict.problem(
            "You replace revision \(baseRevision), but revision \(current.revision) by "
                + "\(current.statement.source) stands. Merge, then send If-Match: "
                + "\"\(current.revision)\".",
            members: [
                "current": current.json, "base": base?.json ?? .null,
                "baseRevision": .number(baseRevision),
            ])
    }

    private static func moved(_ current: Annotation) -> Problem {
        ProblemKind.invalidMember.problem(
            "'\(current.id)' is about the field '\(current.statement.field)' of "
                + "'\(current.statement.sample)'. Withdraw it and write another one.",
            members: ["pointer": "/sample", "current": current.json])
    }

    private static func json(_ error: LineError) -> JSON {
        var object: JSONObject = ["line": .number(error.line)]
        switch error.fact {
        case .json(let error):
            object["detail"] = .string(error.sentence)
            object["pointer"] = .string(error.pointer)
        case .sampleUnknown(let key):
            object["detail"] = .string("The newest version has no sample '\(key)'.")
            object["pointer"] = "/sample"
        case .sampleRepeated(let key):
            object["detail"] = .string("The sample '\(key)' occurs in an earlier line.")
        case .blobMissing(let digest):
            object["detail"] = .string("There is no blob '\(digest)'; upload it first.")
        case .exists(let id, let revision):
            object["detail"] = .string(
                "'\(id)' stands in revision \(revision) and says something else; "
                    + "PUT it by itself with If-Match: \"\(revision)\".")
        case .repeated(let id): object["detail"] = .string("'\(id)' occurs in an earlier line.")
        }
        return .object(object)
    }
}
