internal import CSQLite

/// The row a statement stands on. Valid inside the closure that receives it, and no longer.
///
/// Columns count from 0. A value of another storage class is converted as SQLite does; an SQL
/// NULL reads as 0, "" or no bytes, unless the `optional` form is asked.
package struct SQLRow {
    private let statement: OpaquePointer

    init(statement: OpaquePointer) { self.statement = statement }

    package func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(statement, checked(column)) == SQLITE_NULL
    }

    package func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(statement, checked(column))
    }

    package func int(_ column: Int32) -> Int { Int(integer(column)) }

    package func bool(_ column: Int32) -> Bool { integer(column) != 0 }

    package func double(_ column: Int32) -> Double {
        sqlite3_column_double(statement, checked(column))
    }

    package func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(statement, checked(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    package func blob(_ column: Int32) -> [UInt8] { withBlob(column) { Array($0) } }

    /// Lends the bytes where SQLite has them, without a copy.
    package func withBlob<Result>(
        _ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        // The pointer must be asked for before the count: asking may convert the value.
        let start = sqlite3_column_blob(statement, checked(column))
        let count = Int(sqlite3_column_bytes(statement, column))
        return try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    package func optionalInteger(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    package func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }

    package func optionalDouble(_ column: Int32) -> Double? {
        isNull(column) ? nil : double(column)
    }

    package func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    package func optionalBlob(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : blob(column) }

    /// The value as it is stored.
    package func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(statement, checked(column)) {
        case SQLITE_INTEGER: .integer(integer(column))
        case SQLITE_FLOAT: .real(double(column))
        case SQLITE_TEXT: .text(text(column))
        case SQLITE_BLOB: .blob(blob(column))
        default: .null
        }
    }

    private func checked(_ column: Int32) -> Int32 {
        precondition(
            column >= 0 && column < sqlite3_column_count(statement),
            "the statement has no such column")
        return column
    }
}
