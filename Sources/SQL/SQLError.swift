internal import CSQLite

/// Why a statement, a transaction or an opening failed.
package enum SQLError: Error, Equatable {
    /// A rule of the schema forbids the change; SQLite's message names it.
    case constraint(String)
    /// The lock, a reader or a place in the writer's queue was not free in time. Try later.
    case busy
    /// The medium has no room. What was read stays readable.
    case full
    /// The file is damaged or is no database.
    case corrupt(String)
    /// A system call failed: SQLite's extended code (sqlite.org/rescode.html).
    case io(Int32)
    /// The read ran longer than ``DatabaseSettings/readDeadlineSeconds``.
    case interrupted
    /// A later program wrote this database; this one knows fewer migrations.
    case tooNewSchema(found: Int, known: Int)
    /// A migration that was applied reads differently now.
    case changedMigration(number: Int, name: String)
    /// The list of migrations is not numbered 1, 2, 3 ….
    case misnumberedMigration(found: Int, expected: Int)
    /// A commit failed to reach the medium: no write is taken until the database is opened anew.
    case unusable
    /// The database was closed.
    case closed
    /// Anything else, nearly always a mistake in the statement.
    case failed(code: Int32, message: String)

    /// What SQLite's extended result code and message mean.
    init(code: Int32, message: String) {
        switch code & 0xff {
        case SQLITE_CONSTRAINT: self = .constraint(message)
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_FULL: self = .full
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt(message)
        case SQLITE_IOERR: self = .io(code)
        case SQLITE_INTERRUPT: self = .interrupted
        default: self = .failed(code: code, message: message)
        }
    }

    /// Whether a sync may have failed: the kernel may then have dropped what it had not written,
    /// and a second sync that succeeds would prove nothing.
    var leavesMediumInDoubt: Bool {
        guard case .io(let code) = self else { return false }
        return code == SQLITE_IOERR | 4 << 8 || code == SQLITE_IOERR | 5 << 8  // FSYNC, DIR_FSYNC
    }
}
