internal import ArgumentParser
internal import Catalog
internal import Codecs
internal import Glibc
internal import Posix
internal import Records
internal import SQL

/// `cairnd repair`: builds the index anew when it is damaged or lost.
struct RepairCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "Build a damaged or lost index anew from the store and from what it still gives.",
        discussion: """
            A backup has more: restore one if you can. Without one, this finds every blob and \
            every version with its name, number, message and branch, and takes over what can \
            still be read of the old index: labels, runs, views, tags, tokens. The old index stays \
            as index.damaged-N.db. Run `cairnd check` afterwards.

            Exit status 0: all that the old index named is there; 1: something is lost, and the \
            report says what; 66: no store there; 74: a disk failed or is full; 75: a daemon works \
            on it, stop it first.
            """)

    @OptionGroup
    var directory: DirectoryOptions

    func run() throws {
        // What is made is for its owner alone.
        umask(0o077)
        let report = try Failures.explaining {
            let notes = ProgressNotes("read")
            return try Repair.run(
                of: directory.data, databaseSettings: DatabaseSettings(),
                now: { Timestamp(milliseconds: Int64(Clock.wallNanoseconds / 1_000_000)) }
            ) { notes.show($0) }
        }
        Output.line(directory.json ? report.json.indented : report.text(of: directory.data))
        if report.hasLosses { throw ExitCode(1) }
    }
}

extension RepairReport {
    func text(of path: String) -> String {
        var lines = [
            "The index of \(path) is new: \(blobCount) blobs (\(blobByteCount) bytes), "
                + "\(datasetCount) datasets, \(versionCount) versions, \(annotationCount) "
                + "annotations."
        ]
        if let oldIndex {
            lines.append(
                isOldIndexReadable
                    ? "The old index is kept as \(oldIndex)."
                    : "Nothing could be read of the old index, which is kept as \(oldIndex).")
        } else {
            lines.append("There was no old index.")
        }
        if storedVersionCount > 0 {
            lines.append("\(storedVersionCount) versions were known to the store alone.")
        }
        lines += losses.map { "Lost: \($0)." }
        lines.append("Run `cairnd check --data \(path)` before the daemon.")
        return lines.joined(separator: "\n")
    }

    private var losses: [String] {
        var losses: [String] = []
        if !isOldIndexReadable {
            losses.append("labels, runs, views, tags and tokens, which only an index has")
        }
        for table in tables where !table.isWhole {
            losses.append("rows of '\(table.name)' that cannot be read")
        }
        for table in tables where table.refusedCount > 0 {
            losses.append(
                "\(table.refusedCount) rows of '\(table.name)' that name something that is gone")
        }
        if lostAnnotationCount > 0 { losses.append("\(lostAnnotationCount) annotations") }
        for number in brokenSegments { losses.append("segment \(number), whose header is damaged") }
        if damagedBlobCount > 0 {
            losses.append(
                "\(damagedBlobCount) damaged blobs, in quarantine until they are uploaded again")
        }
        return losses
    }

    var json: JSON {
        [
            "oldIndex": .optional(oldIndex), "oldIndexReadable": .bool(isOldIndexReadable),
            "blobs": .number(blobCount), "bytes": .number(blobByteCount),
            "damagedBlobs": .number(damagedBlobCount),
            "brokenSegments": .array(brokenSegments.map { .number($0) }),
            "datasets": .number(datasetCount), "versions": .number(versionCount),
            "annotations": .number(annotationCount),
            "lostAnnotations": .number(lostAnnotationCount),
            "storedVersions": .number(storedVersionCount),
            "tables": .array(
                tables.map { table in
                    [
                        "name": .string(table.name), "taken": .number(table.takenCount),
                        "refused": .number(table.refusedCount), "whole": .bool(table.isWhole),
                    ]
                }),
            "losses": .array(losses.map { .string($0) }),
        ]
    }
}
