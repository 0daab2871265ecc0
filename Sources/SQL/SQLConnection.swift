internal import CSQLite

/// One connection to the database. Used by one thread at a time and never shared.
///
/// Everything is bound, nothing is spliced: a statement's text is a constant of the program.
package final class SQLConnection {
    enum Access { case readAndWrite, readOnly }

    private let database: OpaquePointer
    private let statementCacheLimit: Int
    /// Compiled statements that nobody uses now, with their texts. They are few, and a text of the
    /// program is told by its address, so that looking through them is cheaper than hashing.
    private var idle: [(sql: String, statement: SQLStatement)] = []
    private let beginning: SQLStatement
    private let commitment: SQLStatement
    private var readDeadline: ContinuousClock.Instant?
    /// Pages in the log that the file lacks, as of the last commit or checkpoint from here.
    private(set) var logPageCount: Int32 = 0

    init(path: String, access: Access, settings: DatabaseSettings) throws(SQLError) {
        statementCacheLimit = settings.statementCacheLimit
        database = try SQLConnection.open(path: path, access: access)
        do throws(SQLError) {
            beginning = try SQLStatement("BEGIN", on: database, isCached: true)
            commitment = try SQLStatement("COMMIT", on: database, isCached: true)
        } catch {
            sqlite3_close_v2(database)
            throw error
        }
        try configure(access: access, settings: settings)
    }

    deinit {
        idle.removeAll()
        // Waits for the two statements that go with this object.
        sqlite3_close_v2(database)
    }

    /// Begins a transaction.
    func begin() throws(SQLError) { try beginning.runAlone() }

    /// Ends a transaction; what it did stays.
    func commit() throws(SQLError) { try commitment.runAlone() }

    /// Runs a statement to its end; rows it returns are dropped.
    package func run(_ sql: String, _ values: any SQLBindable...) throws(SQLError) {
        try run(sql, values)
    }

    /// Runs a statement to its end; rows it returns are dropped.
    package func run(_ sql: String, _ values: [any SQLBindable]) throws(SQLError) {
        let statement = try lend(sql)
        defer { giveBack(statement, sql) }
        try statement.bind(values)
        while try statement.step() != nil {}
    }

    /// The first row, read by `row`; nil when there is none.
    package func first<T>(
        _ sql: String, _ values: any SQLBindable..., row: (SQLRow) throws -> T
    ) throws -> T? {
        try first(sql, values, row: row)
    }

    /// The first row, read by `row`; nil when there is none.
    package func first<T>(
        _ sql: String, _ values: [any SQLBindable], row: (SQLRow) throws -> T
    ) throws -> T? {
        let statement = try lend(sql)
        defer { giveBack(statement, sql) }
        try statement.bind(values)
        return try statement.step().map(row)
    }

    /// Every row, read by `row`, in order.
    package func all<T>(
        _ sql: String, _ values: any SQLBindable..., row: (SQLRow) throws -> T
    ) throws -> [T] {
        try all(sql, values, row: row)
    }

    /// Every row, read by `row`, in order.
    package func all<T>(
        _ sql: String, _ values: [any SQLBindable], row: (SQLRow) throws -> T
    ) throws -> [T] {
        var rows: [T] = []
        try each(sql, values) { rows.append(try row($0)) }
        return rows
    }

    /// Calls `row` with each row, in order; what it throws ends the statement.
    package func each(
        _ sql: String, _ values: any SQLBindable..., row: (SQLRow) throws -> Void
    ) throws {
        try each(sql, values, row: row)
    }

    /// Calls `row` with each row, in order; what it throws ends the statement.
    package func each(
        _ sql: String, _ values: [any SQLBindable], row: (SQLRow) throws -> Void
    ) throws {
        let statement = try lend(sql)
        defer { giveBack(statement, sql) }
        try statement.bind(values)
        while let current = try statement.step() { try row(current) }
    }

    /// Rows that the last INSERT, UPDATE or DELETE changed.
    package var changedRowCount: Int { Int(sqlite3_changes64(database)) }

    /// The row identifier of the last INSERT into a table that has one.
    package var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(database) }

    /// Whether a transaction is open. SQLite ends one by itself after some errors.
    var isInTransaction: Bool { sqlite3_get_autocommit(database) == 0 }

    /// Runs all statements of a script, which has no parameters.
    func runScript(_ script: String) throws(SQLError) {
        var rest = script
        while !rest.isEmpty {
            let part = try SQLStatement.compile(rest, on: database, isCached: false)
            rest = String(part.rest)
            guard let pointer = part.statement else { return }
            let statement = SQLStatement(owning: pointer, on: database)
            while try statement.step() != nil {}
        }
    }

    /// Copies pages from the log into the file, as many as no reader needs; waits for nobody.
    func checkpoint() throws(SQLError) {
        var pageCount: Int32 = 0
        var copiedPageCount: Int32 = 0
        let code = sqlite3_wal_checkpoint_v2(
            database, nil, SQLITE_CHECKPOINT_PASSIVE, &pageCount, &copiedPageCount)
        guard code == SQLITE_OK || code & 0xff == SQLITE_BUSY else {
            throw SQLError(
                code: sqlite3_extended_errcode(database), message: lastMessage(of: database))
        }
        logPageCount = pageCount - copiedPageCount
    }

    /// Begins or ends the time in which reads must be done; nil is no limit.
    func limitReads(toSeconds seconds: Int?) {
        readDeadline = seconds.map { .now + .seconds($0) }
    }
}

extension SQLConnection {
    private static func open(path: String, access: Access) throws(SQLError) -> OpaquePointer {
        _ = leavesOutStatistics
        let mode =
            switch access {
            case .readAndWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readOnly: SQLITE_OPEN_READONLY
            }
        var database: OpaquePointer?
        // SQLite's own lock around every call is not needed: one thread at a time uses this.
        let flags = mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &database, flags, nil)
        guard code == SQLITE_OK, let database else {
            let message = database.map { lastMessage(of: $0) } ?? ""
            sqlite3_close_v2(database)
            throw SQLError(code: code, message: message)
        }
        return database
    }

    // SQLite counts all its memory under a lock, for statistics that nobody reads. Can be told
    // only before the first connection.
    private static let leavesOutStatistics = cairn_sqlite3_leave_out_statistics() == SQLITE_OK

    private func configure(access: Access, settings: DatabaseSettings) throws(SQLError) {
        sqlite3_busy_timeout(database, Int32(settings.busyTimeoutMilliseconds))
        for (option, value) in [
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
            (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (SQLITE_DBCONFIG_DQS_DML, 0),
            (SQLITE_DBCONFIG_DQS_DDL, 0), (SQLITE_DBCONFIG_ENABLE_FKEY, 1),
        ] {
            let code = cairn_sqlite3_db_config(database, option, Int32(value))
            if code != SQLITE_OK { throw SQLError(code: code, message: "option \(option)") }
        }
        try runScript("PRAGMA temp_store = MEMORY")
        switch access {
        case .readAndWrite:
            // The page size must be set before the first page, that is before WAL is.
            try runScript(
                """
                PRAGMA page_size = \(settings.pageByteCount);
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA secure_delete = OFF;
                PRAGMA journal_size_limit = \(settings.logFileByteCount);
                PRAGMA cache_size = -\(settings.writerCacheByteCount / 1024);
                """)
            observeLog()
        case .readOnly:
            try runScript(
                """
                PRAGMA cache_size = -\(settings.readerCacheByteCount / 1024);
                PRAGMA mmap_size = \(settings.readerMapByteCount);
                """)
            observeDeadline(every: settings.instructionsPerDeadlineCheck)
        }
    }

    /// Counts the log's pages after each commit. This replaces SQLite's own checkpoint after a
    /// commit, whose errors nobody would see.
    private func observeLog() {
        let this = Unmanaged.passUnretained(self).toOpaque()  // the connection outlives its hook
        sqlite3_wal_hook(
            database,
            { pointer, _, _, pageCount in
                guard let pointer else { return SQLITE_OK }
                let connection = Unmanaged<SQLConnection>.fromOpaque(pointer).takeUnretainedValue()
                connection.logPageCount = pageCount
                return SQLITE_OK
            }, this)
    }

    private func observeDeadline(every instructionCount: Int) {
        let this = Unmanaged.passUnretained(self).toOpaque()  // the connection outlives its hook
        sqlite3_progress_handler(
            database, Int32(instructionCount),
            { pointer in
                guard let pointer else { return 0 }
                let connection = Unmanaged<SQLConnection>.fromOpaque(pointer).takeUnretainedValue()
                guard let deadline = connection.readDeadline else { return 0 }
                return .now >= deadline ? 1 : 0
            }, this)
    }

    /// A compiled statement that nobody else uses: the same text may run inside its own rows.
    private func lend(_ sql: String) throws(SQLError) -> SQLStatement {
        let place = idle.lastIndex { $0.sql.utf8.count == sql.utf8.count && $0.sql == sql }
        if let place {
            idle.swapAt(place, idle.count - 1)
            return idle.removeLast().statement
        }
        return try SQLStatement(sql, on: database, isCached: true)
    }

    private func giveBack(_ statement: SQLStatement, _ sql: String) {
        statement.reset()
        // The program has a fixed set of statements, so a full cache is rare: start over.
        if idle.count >= statementCacheLimit { idle.removeAll() }
        idle.append((sql, statement))
    }
}
