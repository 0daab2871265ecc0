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

    @Option(help: "The data directory.")
    var data = "./data"

    @Flag(help: "Print the report as JSON.")
    var json = false

    func run() throws {
        let report = try Failures.explaining {
            var settings = Settings()
            settings.data = data
            guard access(data + "/index.db", F_OK) == 0 else {
                throw Failures.noData(in: data)
            }
            let directory = try DataDirectory.open(settings)
            defer { directory.close() }
            let progress = ProgressNotes()
            return try IntegrityCheck.run(directory.storage, files: directory.blobs) {
                progress.show("checked", $0.doneByteCount, of: $0.totalByteCount)
            }
        }
        Output.line(json ? report.json.indented : report.text)
        if report.findingCount > 0 { throw ExitCode(1) }
    }
}
