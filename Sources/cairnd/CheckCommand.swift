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
            let progress = CheckProgress()
            return try IntegrityCheck.run(directory.storage, files: directory.blobs) {
                progress.show($0)
            }
        }
        Output.line(json ? report.json.indented : report.text)
        if report.findingCount > 0 { throw ExitCode(1) }
    }
}

/// Tells how far a check is, on standard error, every few seconds.
private final class CheckProgress {
    private static let intervalNanoseconds: UInt64 = 2_000_000_000

    private let start = Clock.monotonicNanoseconds
    private var shownAt = Clock.monotonicNanoseconds

    func show(_ progress: IntegrityCheck.Progress) {
        let now = Clock.monotonicNanoseconds
        guard now - shownAt >= CheckProgress.intervalNanoseconds else { return }
        shownAt = now
        let seconds = Double(now - start) / 1e9
        let rate = Double(progress.doneByteCount) / seconds
        let left = Double(progress.totalByteCount - progress.doneByteCount) / max(rate, 1)
        // Before the first megabytes nobody knows.
        let rest = progress.doneByteCount >> 20 == 0 ? "" : ", \(Int(left)) s left"
        let text =
            "\(progress.doneByteCount >> 20) of \(progress.totalByteCount >> 20) MiB, "
            + "\(Int(rate) >> 20) MiB/s\(rest)"
        Output.note(text)
    }
}
