internal import ArgumentParser
internal import Catalog
internal import Codecs
internal import Glibc
internal import Posix
internal import Service

/// `cairnd check`: verifies a data directory that no daemon serves.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Verify blobs, rows, versions, labels and runs of a data directory.",
        discussion: """
            Exit status 0: everything is as it was written; 1: something is not, and each finding \
            is a line; 66: no data there; 75: a daemon works on it, stop it first.
            """)

    @OptionGroup
    var directory: DirectoryOptions

    func run() throws {
        // What is made is for its owner alone.
        umask(0o077)
        let report = try Failures.explaining {
            var settings = Settings()
            settings.data = directory.data
            // Blobs without an index are another failure, which the opening tells.
            guard
                access(directory.data + "/index.db", F_OK) == 0
                    || access(directory.data + "/store/segments", F_OK) == 0
            else {
                throw Failures.noData(in: directory.data)
            }
            let data = try DataDirectory.open(settings, acceptsBackup: true)
            defer { data.close() }
            let notes = ProgressNotes("checked")
            return try IntegrityCheck.run(data.storage, files: data.blobs) { notes.show($0) }
        }
        Output.line(directory.json ? report.json.indented : report.text)
        if report.findingCount > 0 { throw ExitCode(1) }
    }
}
