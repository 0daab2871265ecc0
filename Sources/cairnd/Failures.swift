internal import ArgumentParser
internal import Catalog
internal import Posix
internal import SQL
internal import Service
internal import TLS

/// What keeps a program of a data directory from working: a sentence that says what to do, and an
/// exit status (sysexits.h).
enum Failures {
    private static let badData: CInt = 65
    private static let noInput: CInt = 66
    private static let unavailable: CInt = 69
    private static let systemFailure: CInt = 74
    private static let tryLater: CInt = 75
    private static let badConfiguration: CInt = 78

    /// There is no index in the directory.
    static func noData(in path: String) -> ExitCode {
        exit(noInput, "There is no data in \(path). Name a directory with --data DIR.")
    }

    /// Runs `body`; what it throws ends the program with a sentence.
    static func explaining<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as DataDirectoryError {
            throw exit(for: error)
        } catch let error as SQLError {
            throw exit(
                badData, "The index cannot be opened: \(error). Restore it from a backup.")
        } catch let error as TLSError {
            throw exit(badConfiguration, error.description)
        } catch AccessLogError.unusable(let path, let reason) {
            throw exit(
                systemFailure,
                "The access log \(path) cannot be opened: \(reason). Choose another --access-log.")
        } catch let error as Errno {
            throw exit(
                unavailable, "Cannot listen: \(error). Choose another --listen HOST:PORT.")
        }
    }

    private static func exit(for error: DataDirectoryError) -> ExitCode {
        switch error {
        case .taken(let path, let holder):
            let process = holder.map { "Process \($0)" } ?? "Another process"
            return exit(tryLater, "\(process) works on \(path). Stop it first.")
        case .unusable(let path, let reason):
            return exit(systemFailure, "\(path) cannot be used: \(reason).")
        }
    }

    private static func exit(_ status: CInt, _ sentence: String) -> ExitCode {
        Output.note("cairnd: " + sentence)
        return ExitCode(status)
    }
}
