import TestSupport
import Testing

@testable import SQL

struct SQLConnectionTests {
    let directory = TemporaryDirectory()

    func connection() throws -> SQLConnection {
        let connection = try SQLConnection(
            path: directory.path + "/test.db", access: .readAndWrite, settings: DatabaseSettings())
        try connection.run(
            """
            CREATE TABLE thing (
                id INTEGER PRIMARY KEY, name TEXT UNIQUE, score REAL, bytes BLOB,
                parent INTEGER REFERENCES thing
            ) STRICT
            """)
        return connection
    }

    @Test func `every kind of value comes back as it went in`() throws {
        let connection = try connection()
        let values: [SQLValue] = [
            .integer(.min), .text("naïve \u{0} text"), .real(0.1), .blob([0, 255, 7]), .null,
        ]
        try connection.run("INSERT INTO thing VALUES (?, ?, ?, ?, ?)", values)
        let stored = try connection.first("SELECT * FROM thing") { row in
            (0..<5).map { row.value($0) }
        }
        #expect(stored == values)
    }

    @Test func `empty text and no bytes are not NULL`() throws {
        let connection = try connection()
        try connection.run("INSERT INTO thing(name, bytes) VALUES (?, ?)", "", [UInt8]())
        let row = try connection.first("SELECT name, bytes FROM thing") {
            ($0.optionalText(0), $0.optionalBlob(1))
        }
        #expect(row?.0 == "")
        #expect(row?.1 == [])
    }

    @Test func `an absent optional is NULL and a present one is its value`() throws {
        let connection = try connection()
        let absent: String? = nil
        let present: Double? = 2.5
        try connection.run("INSERT INTO thing(name, score) VALUES (?, ?)", absent, present)
        let row = try connection.first("SELECT name, score, name, score FROM thing") {
            ($0.optionalText(0), $0.optionalDouble(1), $0.isNull(2), $0.isNull(3))
        }
        #expect(row?.0 == nil)
        #expect(row?.1 == 2.5)
        #expect(row?.2 == true)
        #expect(row?.3 == false)
    }

    @Test func `a broken rule names itself`() throws {
        let connection = try connection()
        try connection.run("INSERT INTO thing(name) VALUES (?)", "twice")
        #expect(throws: SQLError.constraint("UNIQUE constraint failed: thing.name")) {
            try connection.run("INSERT INTO thing(name) VALUES (?)", "twice")
        }
        #expect(throws: SQLError.constraint("FOREIGN KEY constraint failed")) {
            try connection.run("INSERT INTO thing(parent) VALUES (?)", 99)
        }
        #expect(throws: SQLError.constraint("cannot store TEXT value in REAL column thing.score")) {
            try connection.run("INSERT INTO thing(score) VALUES (?)", "high")
        }
    }

    @Test func `a failed statement can be used again`() throws {
        let connection = try connection()
        let insert = "INSERT INTO thing(name) VALUES (?)"
        try connection.run(insert, "one")
        #expect(throws: SQLError.self) { try connection.run(insert, "one") }
        try connection.run(insert, "two")
        #expect(try connection.first("SELECT count(*) FROM thing") { $0.int(0) } == 2)
    }

    @Test func `a statement can run inside its own rows`() throws {
        let connection = try connection()
        for name in ["a", "b", "c"] {
            try connection.run("INSERT INTO thing(name) VALUES (?)", name)
        }
        let query = "SELECT name FROM thing ORDER BY name"
        var pairs: [String] = []
        try connection.each(query) { outer in
            try connection.each(query) { pairs.append(outer.text(0) + $0.text(0)) }
        }
        #expect(pairs == ["aa", "ab", "ac", "ba", "bb", "bc", "ca", "cb", "cc"])
    }

    @Test func `two statements in one text are refused`() throws {
        let connection = try connection()
        #expect(throws: SQLError.self) { try connection.run("DELETE FROM thing; SELECT 1") }
        #expect(throws: SQLError.self) { try connection.run(" ") }
    }

    @Test func `a change is counted and its row is named`() throws {
        let connection = try connection()
        try connection.run("INSERT INTO thing(id) VALUES (?), (?)", 7, 9)
        #expect(connection.changedRowCount == 2)
        #expect(connection.lastInsertedRowID == 9)
    }

    @Test func `the statement cache may overflow`() throws {
        var settings = DatabaseSettings()
        settings.statementCacheLimit = 2
        let connection = try SQLConnection(
            path: directory.path + "/small.db", access: .readAndWrite, settings: settings)
        for round in 0..<10 {
            #expect(try connection.first("SELECT \(round % 5)") { $0.int(0) } == round % 5)
        }
    }

    @Test func `extensions cannot be loaded and the schema cannot be written`() throws {
        let connection = try connection()
        #expect(throws: SQLError.self) { try connection.run("SELECT load_extension('x')") }
        try connection.run("PRAGMA writable_schema = ON")
        #expect(throws: SQLError.self) { try connection.run("DELETE FROM sqlite_schema") }
    }

    @Test func `a page has the size that was asked for and commits are synced`() throws {
        let connection = try connection()
        #expect(try connection.first("PRAGMA page_size") { $0.int(0) } == 8192)
        #expect(try connection.first("PRAGMA journal_mode") { $0.text(0) } == "wal")
        #expect(try connection.first("PRAGMA synchronous") { $0.int(0) } == 2)
        #expect(try connection.first("PRAGMA foreign_keys") { $0.int(0) } == 1)
        #expect(try connection.first("PRAGMA trusted_schema") { $0.int(0) } == 0)
    }
}
