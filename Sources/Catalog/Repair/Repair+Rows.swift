import Records
import SQL

extension Repair {
    /// Tables that are not taken over: blobs are looked for in the store, and the rest is about the
    /// old file.
    private static let ownTables: Set = ["blob", "migration", "upkeep"]
    /// Tables that tell which versions there are, and which that and the branches: a store alone
    /// can tell of them, too.
    static let versionTables: Set = ["dataset", "version"]
    static let storedTables = versionTables.union(["ref"])

    /// Whether the old index has given all of some tables.
    func isWhole(_ tables: Set<String>) -> Bool {
        tables.isSubset(of: report.tables.lazy.filter(\.isWhole).map(\.name))
    }

    /// Takes over what the old index still gives.
    mutating func takeRows(from path: String, _ settings: DatabaseSettings) throws {
        let old: DamagedDatabase
        do { old = try DamagedDatabase(path: path, settings: settings) } catch let error
            as SQLError where error.isDamage
        {
            return
        }
        report.isOldIndexReadable = true
        let tables = try storage.database.read { try $0.tables() }
        // A row costs several times as much with its indexes: they are made when all are there.
        let indexes = try dropIndexes()
        for table in tables where !Repair.ownTables.contains(table) {
            try take(table, from: old)
        }
        for index in indexes { try storage.database.write { try $0.run(index) } }
        try mendCounts(old)
        report.lostAnnotationCount = try giveUpLostAnnotations()
    }

    /// Drops the indexes that are no constraints, and returns the statements that make them again.
    private func dropIndexes() throws -> [String] {
        try storage.database.write { connection in
            let indexes = try connection.all(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
            ) { (name: $0.text(0), statement: $0.text(1)) }
            for index in indexes { try connection.run("DROP INDEX \(index.name)") }
            return indexes.map(\.statement)
        }
    }

    private mutating func take(_ name: String, from old: DamagedDatabase) throws {
        var table = RepairReport.Table(name: name)
        let known = try storage.database.read { try $0.columns(of: name) }
        // An older program's index lacks some, and these have defaults.
        let columns = try old.columns(of: name).filter(known.contains)
        guard !columns.isEmpty else { return }
        let sql = """
            INSERT OR IGNORE INTO \(name) (\(columns.joined(separator: ", ")))
            VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
            """
        table.isWhole = try old.forEachPage(of: name, columns) { rows in
            let counts = try storage.database.write { connection in
                var (taken, refused) = (0, 0)
                for row in rows {
                    do {
                        try connection.run(sql, row)
                        taken += connection.changedRowCount
                    } catch SQLError.constraint {
                        refused += 1
                    }
                }
                return (taken: taken, refused: refused)
            }
            table.takenCount += counts.taken
            table.refusedCount += counts.refused
        }
        report.tables.append(table)
    }

    /// Notes how many annotations are gone for good, so that a check finds only what goes later.
    private func giveUpLostAnnotations() throws -> Int64 {
        let now = storage.now().milliseconds
        return try storage.database.write { connection in
            let count = try Annotations.missingCount(in: connection)
            if count > 0 {
                try connection.run(
                    """
                    INSERT INTO purge (dataset, path, purged_at, annotation_count)
                    VALUES (0, 'repair', ?1, ?2) ON CONFLICT (dataset) DO UPDATE SET
                        purged_at = ?1, annotation_count = annotation_count + ?2
                    """, now, count)
            }
            return count
        }
    }

    /// Lets what counts rows count those that are there, and gives no number twice.
    private func mendCounts(_ old: DamagedDatabase) throws {
        let numbers = ["annotation", "token"].compactMap { table in
            old.lastNumber(of: table).map { (table: table, last: $0) }
        }
        try storage.database.write { connection in
            try Labelsets.recount(in: connection)
            for (table, last) in numbers {
                try connection.run(
                    "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", last, table)
                if connection.changedRowCount == 0 {
                    try connection.run("INSERT INTO sqlite_sequence VALUES (?, ?)", table, last)
                }
            }
        }
    }
}
