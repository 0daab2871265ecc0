internal import ArgumentParser
internal import Catalog
internal import Posix
internal import SQL

/// What keeps a program of a data directory from working, as sentences for the operator.
enum Failures: Error, CustomStringConvertible {
    case noData(path: String)
    case explained(String)

    var description: String {
        switch self {
        case .noData(let path): "There is no data in \(path). Name a directory with --data DIR."
        case .explained(let sentence): sentence
        }
    }

    /// Runs `body`; what it throws says what to do.
    static func explaining<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as DataDirectoryError {
            throw Failures.explained(sentence(for: error))
        } catch let error as SQLError {
            throw Failures.explained(
                "The index cannot be opened: \(error). Restore it from a backup.")
        } catch let error as Errno {
            throw Failures.explained("\(error). Choose another address with --listen HOST:PORT.")
        }
    }

    private static func sentence(for error: DataDirectoryError) -> String {
        switch error {
        case .taken(let path, let holder):
            "Process \(holder.map { String($0) } ?? "unknown") works on \(path). Stop it first."
        case .unusable(let path, let reason): "\(path) cannot be used: \(reason)."
        }
    }
}
