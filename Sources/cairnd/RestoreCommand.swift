internal import ArgumentParser
internal import Catalog
internal import Codecs
internal import Glibc
internal import SQL

/// `cairnd restore`: makes a data directory from a backup.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a data directory from a backup, and check all of it.",
        discussion: """
            Nothing may be at the data directory's place. Copied and checked beside it, it gets \
            its name when nothing was found. The backup stays as it is.

            Exit status 0: done; 1: the check found damage, and the copy is left in \
            DATA.restoring; 66: no backup there; 73: something is at the place already; 74: a \
            disk failed or is full; 75: try later.
            """)

    @Argument(help: "The directory of the backup.")
    var backup: String

    @OptionGroup
    var directory: DirectoryOptions

    func run() throws {
        // What is made is for its owner alone.
        umask(0o077)
        let (copied, check) = try Failures.explaining {
            let (copied, checked) = (ProgressNotes("copied"), ProgressNotes("checked"))
            return try Restoration.run(
                of: backup, to: directory.data, databaseSettings: DatabaseSettings()
            ) { step in
                switch step {
                case .copying(let progress): copied.show(progress)
                case .checking(let progress): checked.show(progress)
                }
            }
        }
        let data = directory.data
        let place = check.findingCount == 0 ? data : Restoration.place(beside: data)
        if directory.json {
            let report: JSON = ["place": .string(place), "copy": copied.json, "check": check.json]
            Output.line(report.indented)
        } else {
            Output.line("\(copied.text) to \(place).\n\(check.text)")
        }
        if check.findingCount > 0 { throw ExitCode(1) }
    }
}
