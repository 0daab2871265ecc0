/// What can still be read of a database file that may be damaged. It is only read.
package struct DamagedDatabase {
    /// Rows read in one piece.
    private static let pageLength = 1000

    private let connection: SQLConnection

    /// - Throws: also when the file is no database any more.
    package init(path: String, settings: DatabaseSettings) throws {
        connection = try SQLConnection(path: path, access: .readOnly, settings: settings)
        // Reads the first page and the schema.
        _ = try connection.first("SELECT count(*) FROM sqlite_schema") { $0.int(0) }
    }

    /// The names of a table's columns; none when there is no such table.
    package func columns(of table: String) throws -> [String] {
        try connection.columns(of: table)
    }

    /// The highest number that a table with AUTOINCREMENT has ever given; nil when it cannot be
    /// read.
    package func lastNumber(of table: String) -> Int64? {
        let number = try? connection.first(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", table
        ) { $0.integer(0) }
        return number ?? nil
    }

    /// Calls `body` with all rows of a table that can be read, a page at a time, some of them
    /// twice.
    ///
    /// Only the table itself is read, never an index. Around damage, as few rows are left out as
    /// their numbers allow; of a table without numbers, those before it and those behind it are
    /// read.
    /// - Returns: whether nothing was left out.
    package func forEachPage(
        of table: String, _ columns: [String], _ body: ([[SQLValue]]) throws -> Void
    ) throws -> Bool {
        let keys = try connection.keys(of: table)
        return keys.isEmpty
            ? try byNumber(table, columns, body)
            : try inBothDirections(table, columns, keys: keys, body)
    }

    private func byNumber(
        _ table: String, _ columns: [String], _ body: ([[SQLValue]]) throws -> Void
    ) throws -> Bool {
        let sql = """
            SELECT \(columns.joined(separator: ", ")), rowid FROM \(table) NOT INDEXED
            WHERE rowid > ? ORDER BY rowid LIMIT \(DamagedDatabase.pageLength)
            """
        var (last, step, isWhole) = (Int64.min, Int64(1), true)
        while true {
            let page = try readUpTo(sql, last, columnCount: columns.count + 1)
            if case .integer(let number)? = page.rows.last?.last {
                (last, step) = (number, 1)
                try body(page.rows.map { $0.dropLast() })
            }
            if page.isWhole {
                if page.rows.count < DamagedDatabase.pageLength { return isWhole }
                continue
            }
            isWhole = false
            // Beyond the damage, wherever that ends: each step is twice the one before.
            let next = max(last, 0).addingReportingOverflow(step)
            if next.overflow || step > Int64.max / 4 { return isWhole }
            (last, step) = (next.partialValue, step * 2)
        }
    }

    private func inBothDirections(
        _ table: String, _ columns: [String], keys: [String],
        _ body: ([[SQLValue]]) throws -> Void
    ) throws -> Bool {
        for direction in ["ASC", "DESC"] {
            let order = keys.map { "\($0) \(direction)" }.joined(separator: ", ")
            let page = try readUpTo(
                "SELECT \(columns.joined(separator: ", ")) FROM \(table) ORDER BY \(order)",
                columnCount: columns.count)
            try body(page.rows)
            if page.isWhole { return direction == "ASC" }
        }
        return false
    }

    /// The rows up to the first that cannot be read.
    private func readUpTo(
        _ sql: String, _ values: any SQLBindable..., columnCount: Int
    ) throws -> (rows: [[SQLValue]], isWhole: Bool) {
        var rows: [[SQLValue]] = []
        do {
            try connection.each(sql, values) { row in
                rows.append((0..<Int32(columnCount)).map { row.value($0) })
            }
        } catch let error as SQLError where error.isDamage {
            return (rows, false)
        }
        return (rows, true)
    }
}

extension SQLConnection {
    /// The names of a table's columns, in order; none when there is no such table.
    package func columns(of table: String) throws -> [String] {
        try all("SELECT name FROM pragma_table_info(?) ORDER BY cid", table) { $0.text(0) }
    }

    /// The key of a table whose rows have no numbers; none for the others.
    fileprivate func keys(of table: String) throws -> [String] {
        let hasNoNumbers = try first("SELECT wr FROM pragma_table_list(?)", table) { $0.bool(0) }
        guard hasNoNumbers == true else { return [] }
        return try all(
            "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", table
        ) { $0.text(0) }
    }

    /// All tables of the schema, each behind those that it refers to.
    package func tables() throws -> [String] {
        try all(
            """
            SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'
            ORDER BY rowid
            """
        ) { $0.text(0) }
    }
}

extension SQLError {
    /// Whether the file, or the disk below it, does not give what was written.
    package var isDamage: Bool {
        switch self {
        case .corrupt, .io: true
        case .constraint, .busy, .full, .interrupted, .tooNewSchema, .changedMigration,
            .misnumberedMigration, .unusable, .closed, .failed:
            false
        }
    }
}
