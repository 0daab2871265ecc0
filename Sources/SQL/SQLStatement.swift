internal import CSQLite

/// A compiled statement. Lent by its connection, and given back reset and unbound.
final class SQLStatement {
    private let statement: OpaquePointer
    private let database: OpaquePointer

    /// Compiles `sql`, which must be one statement and nothing after it.
    init(_ sql: String, on database: OpaquePointer, isCached: Bool) throws(SQLError) {
        let parsed = try SQLStatement.compile(sql, on: database, isCached: isCached)
        guard let statement = parsed.statement else {
            throw SQLError.failed(code: SQLITE_MISUSE, message: "no statement in: \(sql)")
        }
        self.statement = statement
        self.database = database
        if !parsed.rest.allSatisfy(\.isWhitespace) {
            throw SQLError.failed(code: SQLITE_MISUSE, message: "a second statement in: \(sql)")
        }
    }

    /// Takes over what ``compile(_:on:isCached:)`` made.
    init(owning statement: OpaquePointer, on database: OpaquePointer) {
        self.statement = statement
        self.database = database
    }

    deinit { sqlite3_finalize(statement) }

    func bind(_ values: [any SQLBindable]) throws(SQLError) {
        precondition(
            sqlite3_bind_parameter_count(statement) == Int32(values.count),
            "a statement takes exactly one value for each parameter")
        for (index, value) in values.enumerated() {
            let code = bind(value.sqlValue, at: Int32(index) + 1)
            if code != SQLITE_OK { throw SQLError(code: code, message: lastMessage(of: database)) }
        }
    }

    /// Runs a statement without parameters and rows.
    func runAlone() throws(SQLError) {
        defer { sqlite3_reset(statement) }
        while try step() != nil {}
    }

    /// Goes to the next row; nil after the last one.
    func step() throws(SQLError) -> SQLRow? {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return SQLRow(statement: statement)
        case SQLITE_DONE: return nil
        default:
            let code = sqlite3_extended_errcode(database)
            throw SQLError(code: code, message: lastMessage(of: database))
        }
    }

    /// A statement that is not reset keeps its read transaction open, and that pins the log.
    func reset() {
        // The code repeats the error that `step` threw already.
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer(let integer): return sqlite3_bind_int64(statement, index, integer)
        case .real(let real): return sqlite3_bind_double(statement, index, real)
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    guard let start = characters.baseAddress else {
                        return sqlite3_bind_text(statement, index, "", 0, copies)
                    }
                    let count = UInt64(characters.count)
                    return sqlite3_bind_text64(
                        statement, index, start, count, copies, UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let bytes):
            // A null pointer would bind NULL instead of no bytes.
            if bytes.isEmpty { return sqlite3_bind_zeroblob(statement, index, 0) }
            return bytes.withUnsafeBytes { buffer in
                sqlite3_bind_blob64(
                    statement, index, buffer.baseAddress, UInt64(buffer.count), copies)
            }
        }
    }

    /// SQLITE_TRANSIENT, a cast in a macro of C: SQLite copies the bytes before it returns.
    private var copies: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)  // the value the C macro has
    }

    /// The first statement of `sql`, nil when there is none, and what follows it.
    static func compile(
        _ sql: String, on database: OpaquePointer, isCached: Bool
    ) throws(SQLError) -> (statement: OpaquePointer?, rest: Substring) {
        var statement: OpaquePointer?
        var usedByteCount = 0
        let flags = isCached ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let code = sql.withCString { start in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(database, start, -1, flags, &statement, &tail)
            usedByteCount = tail.map { $0 - start } ?? 0
            return code
        }
        if code != SQLITE_OK {
            let extended = sqlite3_extended_errcode(database)
            throw SQLError(code: extended, message: lastMessage(of: database))
        }
        return (statement, sql[sql.utf8.index(sql.startIndex, offsetBy: usedByteCount)...])
    }
}

/// SQLite's sentence about the last failure on this connection.
func lastMessage(of database: OpaquePointer) -> String {
    sqlite3_errmsg(database).map { String(cString: $0) } ?? ""
}
