internal import ArgumentParser
internal import Catalog
internal import Codecs
internal import Glibc
internal import SQL

/// `cairnd backup`: copies a data directory, whether a daemon serves it or not.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy a data directory as it is at one moment; a daemon may serve it meanwhile.",
        discussion: """
            The copy is a data directory itself: `cairnd check --data TARGET` verifies it, `cairnd \
            restore TARGET` makes data of it. Again into the same directory, only what is new is \
            copied. When it breaks off, the directory holds the backup before. The file \
            admin.token is not copied, but the token in it stays valid.

            Exit status 0: done; 66: no data there; 73: TARGET has data and is no backup; 74: a \
            disk failed or is full; 75: try later.
            """)

    @Argument(help: "Where the backup goes: a directory of its own, made when it is not there.")
    var target: String

    @OptionGroup
    var directory: DirectoryOptions

    func run() throws {
        // What is made is for its owner alone.
        umask(0o077)
        let report = try Failures.explaining {
            let notes = ProgressNotes("copied")
            return try Backup.run(
                of: directory.data, to: target, databaseSettings: DatabaseSettings()
            ) { notes.show($0) }
        }
        Output.line(directory.json ? report.json.indented : "\(report.text) in \(target).")
    }
}

extension Backup.Report {
    var text: String {
        "\(blobCount) blobs (\(byteCount) bytes), \(copiedByteCount) bytes of them copied now, "
            + "\(removedFileCount) old files removed,"
    }

    var json: JSON {
        [
            "blobs": .number(blobCount), "bytes": .number(byteCount),
            "copiedBytes": .number(copiedByteCount), "removedFiles": .number(removedFileCount),
        ]
    }
}
