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
    private static let cannotCreate: CInt = 73
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
        } catch let error as BackupError {
            throw exit(for: error)
        } catch RepairError.noStore(let path) {
            throw noData(in: path)
        } catch let error as SQLError {
            throw exit(for: error)
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

    private static func exit(for error: BackupError) -> ExitCode {
        switch error {
        case .noData(let path): noData(in: path)
        case .removing(let path):
            exit(tryLater, "A daemon removes files of \(path) just now. Try again in a moment.")
        case .inUse(let path): exit(tryLater, "Another program has \(path) open. Stop it first.")
        case .damaged(let path, let what):
            exit(
                badData,
                "\(what) of \(path) is missing or too short, so there is no new backup. Run "
                    + "`cairnd check --data \(path)`.")
        case .noBackup(let path):
            exit(
                cannotCreate,
                "\(path) has something in it and is no backup, or lies in a data directory; "
                    + "nothing was changed. Name a directory of the backup's own.")
        case .copyFailed(let source, let target, let reason):
            exit(systemFailure, "Copying \(source) to \(target) failed: \(reason).")
        case .occupied(let path):
            exit(cannotCreate, "\(path) is there already. Name another with --data DIR.")
        }
    }

    private static func exit(for error: SQLError) -> ExitCode {
        switch error {
        case .full: exit(systemFailure, "The index has no room on its disk. Make some.")
        case .io, .unusable:
            exit(systemFailure, "The index cannot be read or written: \(error). Mend the disk.")
        case .busy, .interrupted, .closed:
            exit(tryLater, "Another program works on the index: \(error). Stop it first.")
        case .tooNewSchema(let found, let known):
            exit(
                badData,
                "A later cairnd has worked here: its schema is \(found), ours \(known). Use that "
                    + "one.")
        // SQLite tells a disk that cannot read from a damaged file only sometimes.
        case .corrupt(let message):
            exit(
                badData,
                "The index is damaged or cannot be read: \(message). Look at the disk. Then "
                    + "restore a backup, or build the index anew with `cairnd repair`.")
        case .constraint, .changedMigration, .misnumberedMigration, .failed:
            exit(badData, "The index cannot be opened: \(error). Restore it from a backup.")
        }
    }

    private static func exit(for error: DataDirectoryError) -> ExitCode {
        switch error {
        case .taken(let path, let holder):
            let process = holder.map { "Process \($0)" } ?? "Another process"
            return exit(tryLater, "\(process) works on \(path). Stop it first.")
        case .unusable(let path, let reason):
            return exit(systemFailure, "\(path) cannot be used: \(reason).")
        case .noIndex(let path):
            return exit(
                badData,
                "\(path) has blobs and no index, or an empty one. Restore a backup, or build the "
                    + "index anew with `cairnd repair --data \(path)`.")
        case .isBackup(let path):
            return exit(
                cannotCreate,
                "\(path) is a backup, and the next one would overwrite what is written there. Make "
                    + "data of it with `cairnd restore \(path) --data DIR`.")
        }
    }

    private static func exit(_ status: CInt, _ sentence: String) -> ExitCode {
        Output.note("cairnd: " + sentence)
        return ExitCode(status)
    }
}
