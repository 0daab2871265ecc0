import TestSupport
import Testing

@testable import SQL

struct MigrationTests {
    let directory = TemporaryDirectory()

    static let first = Migration(
        number: 1, name: "things",
        script: """
            CREATE TABLE thing (id INTEGER PRIMARY KEY) STRICT;
            INSERT INTO thing VALUES (1);  -- a comment; with a semicolon
            """)
    static let second = Migration(
        number: 2, name: "names", script: "ALTER TABLE thing ADD COLUMN name TEXT")

    func open(_ migrations: [Migration]) throws -> Database {
        try Database(
            path: directory.path + "/test.db", settings: DatabaseSettings(), migrations: migrations)
    }

    func names(in database: Database) throws -> [String] {
        try database.read { connection in
            try connection.all("SELECT name FROM migration ORDER BY number") { $0.text(0) }
        }
    }

    @Test func `each step runs once, in order`() throws {
        try open([Self.first]).close()
        let database = try open([Self.first, Self.second])
        #expect(try names(in: database) == ["things", "names"])
        let count = try database.read { try $0.first("SELECT count(*) FROM thing") { $0.int(0) } }
        #expect(count == 1)
    }

    @Test func `a gap in the numbers is refused`() throws {
        #expect(throws: SQLError.misnumberedMigration(found: 2, expected: 1)) {
            try open([Self.second])
        }
    }

    @Test func `a step that was edited after it ran is refused`() throws {
        try open([Self.first]).close()
        let edited = Migration(number: 1, name: "things", script: Self.first.script + " ")
        #expect(throws: SQLError.changedMigration(number: 1, name: "things")) {
            try open([edited])
        }
    }

    @Test func `a schema from the future is refused`() throws {
        try open([Self.first, Self.second]).close()
        #expect(throws: SQLError.tooNewSchema(found: 2, known: 1)) { try open([Self.first]) }
    }

    @Test func `a step that fails leaves nothing of itself or of the steps before`() throws {
        let broken = Migration(
            number: 2, name: "broken", script: "CREATE TABLE half (id INTEGER) STRICT; SELEC 1")
        #expect(throws: SQLError.self) { try open([Self.first, broken]) }
        let database = try open([])
        let tables = try database.read { connection in
            try connection.all("SELECT name FROM sqlite_schema WHERE type = 'table'") {
                $0.text(0)
            }
        }
        #expect(tables == ["migration"])
    }
}
