import Synchronization
import TestSupport
import Testing

@testable import Posix
@testable import SQL

struct DatabaseTests {
    let directory = TemporaryDirectory()

    static let schema = [
        Migration(
            number: 1, name: "things",
            script: """
                CREATE TABLE thing (
                    id INTEGER PRIMARY KEY, parent INTEGER REFERENCES thing
                ) STRICT
                """)
    ]

    struct Refused: Error, Equatable {}

    func open(_ settings: DatabaseSettings = DatabaseSettings()) throws -> Database {
        try Database(
            path: directory.path + "/test.db", settings: settings, migrations: Self.schema)
    }

    func count(in database: Database) throws -> Int? {
        try database.read { try $0.first("SELECT count(*) FROM thing") { $0.int(0) } }
    }

    /// Starts `body` on `count` threads.
    func start(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) throws -> [NativeThread] {
        try (0..<count).map { number in try NativeThread.start(name: "test") { body(number) } }
    }

    /// Looks once a millisecond, for ten seconds at most.
    static func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
        let clock = Monitor(())
        for _ in 0..<10_000 {
            if try condition() { return true }
            _ = clock.wait(timeoutMilliseconds: 1) { _ -> Bool? in nil }
        }
        return false
    }

    @Test func `what was written is there after opening again`() throws {
        let database = try open()
        let id = try database.write { connection in
            try connection.run("INSERT INTO thing VALUES (?, NULL)", 41)
            return connection.lastInsertedRowID
        }
        #expect(id == 41)
        // A second opening beside the first sees what a crash now would leave: nothing is closed.
        let other = try open()
        #expect(try count(in: other) == 1)
        other.close()
        database.close()
        #expect(try count(in: open()) == 1)
    }

    @Test func `one write that throws is undone alone`() throws {
        let database = try open()
        let outcomes = Mutex<[Int: Bool]>([:])
        let threads = try start(40) { number in
            let isCommitted: Bool
            do {
                try database.write { connection in
                    try connection.run("INSERT INTO thing VALUES (?, NULL)", number)
                    if number % 4 == 0 { throw Refused() }
                }
                isCommitted = true
            } catch {
                #expect(error as? Refused == Refused())
                isCommitted = false
            }
            outcomes.withLock { $0[number] = isCommitted }
        }
        for thread in threads { thread.join() }
        let committed = outcomes.withLock { $0.filter(\.value).keys.sorted() }
        #expect(committed == (0..<40).filter { $0 % 4 != 0 })
        let stored = try database.read {
            try $0.all("SELECT id FROM thing ORDER BY id") { $0.int(0) }
        }
        #expect(stored == committed)
    }

    @Test func `writes that wait share one commit`() throws {
        var settings = DatabaseSettings()
        settings.groupMilliseconds = 10_000
        let database = try open(settings)
        let isRunning = Monitor(false)
        let mayEnd = Monitor(false)
        let visibleCounts = Mutex<[Int?]>([])
        let insert: @Sendable (Int) -> Void = { number in
            do {
                try database.write { connection in
                    isRunning.change { $0 = true }
                    _ = mayEnd.wait(timeoutMilliseconds: 20_000) { $0 ? true : nil }
                    try connection.run("INSERT INTO thing VALUES (?, NULL)", number)
                    // Readers see the rows of earlier commits: none, when this is the first one.
                    let visible = try self.count(in: database)
                    visibleCounts.withLock { $0.append(visible) }
                }
            } catch {
                Issue.record(error)
            }
        }
        let first = try start(1) { _ in insert(0) }
        #expect(isRunning.wait(timeoutMilliseconds: 20_000) { $0 ? true : nil } == true)
        let others = try start(8) { insert($0 + 1) }
        #expect(Self.eventually { database.queuedWriteCount == 8 })
        mayEnd.change { $0 = true }
        for thread in first + others { thread.join() }
        #expect(visibleCounts.withLock { $0 } == [Int?](repeating: 0, count: 9))
        #expect(try count(in: database) == 9)
    }

    @Test func `a constraint that is broken fails its own write only`() throws {
        let database = try open()
        try database.write { try $0.run("INSERT INTO thing VALUES (1, NULL)") }
        #expect(throws: SQLError.constraint("UNIQUE constraint failed: thing.id")) {
            try database.write { try $0.run("INSERT INTO thing VALUES (1, NULL)") }
        }
        #expect(try count(in: database) == 1)
    }

    @Test func `a write that ends its transaction fails and is told so`() throws {
        let database = try open()
        #expect(throws: SQLError.self) { try database.write { try $0.run("ROLLBACK") } }
        try database.write { try $0.run("INSERT INTO thing VALUES (1, NULL)") }
        #expect(try count(in: database) == 1)
    }

    @Test func `a read sees one moment while others write`() throws {
        let database = try open()
        try database.write { try $0.run("INSERT INTO thing VALUES (1, NULL)") }
        try database.read { connection in
            let before = try connection.first("SELECT count(*) FROM thing") { $0.int(0) }
            try database.write { try $0.run("INSERT INTO thing VALUES (2, NULL)") }
            let after = try connection.first("SELECT count(*) FROM thing") { $0.int(0) }
            #expect(before == 1)
            #expect(after == 1)
        }
        #expect(try count(in: database) == 2)
    }

    @Test func `a reader cannot write`() throws {
        let database = try open()
        #expect(throws: SQLError.self) {
            try database.read { try $0.run("INSERT INTO thing VALUES (1, NULL)") }
        }
        #expect(try count(in: database) == 0)
    }

    @Test func `a read that throws gives its connection back`() throws {
        var settings = DatabaseSettings()
        settings.readerCount = 1
        let database = try open(settings)
        for _ in 0..<3 {
            #expect(throws: Refused()) {
                try database.read { connection in
                    _ = try connection.first("SELECT count(*) FROM thing") { $0.int(0) }
                    throw Refused()
                }
            }
        }
        #expect(try count(in: database) == 0)
    }

    @Test func `a reader that does not come is busy`() throws {
        var settings = DatabaseSettings()
        settings.readerCount = 1
        settings.readerWaitMilliseconds = 10
        let database = try open(settings)
        try database.read { _ in
            _ = #expect(throws: SQLError.busy) { try count(in: database) }
        }
    }

    @Test func `a read beyond its deadline is interrupted`() throws {
        var settings = DatabaseSettings()
        settings.readDeadlineSeconds = 0
        let database = try open(settings)
        #expect(throws: SQLError.interrupted) {
            try database.read { connection in
                try connection.first(
                    """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                    SELECT count(*) FROM n
                    """
                ) { $0.int(0) }
            }
        }
    }

    @Test func `a closed database takes nothing`() throws {
        let database = try open()
        database.close()
        #expect(throws: SQLError.closed) { try count(in: database) }
        #expect(throws: SQLError.closed) { try database.write { _ in } }
    }

    @Test func `an idle writer empties the log into the file`() throws {
        var settings = DatabaseSettings()
        settings.checkpointIdleMilliseconds = 1
        let database = try open(settings)
        try database.write { try $0.run("INSERT INTO thing VALUES (1, NULL)") }
        // The file itself has only its first page until the log is copied into it.
        #expect(Self.eventually { byteCount(of: directory.path + "/test.db") > 8192 })
    }

    @Test func `a file that is no database is corrupt`() throws {
        try write([UInt8](repeating: 0x41, count: 4096), to: directory.path + "/test.db")
        #expect(throws: SQLError.corrupt("file is not a database")) { try open() }
    }

    @Test func `a sound database has no problems and a dangling row is one`() throws {
        let database = try open()
        try database.write { try $0.run("INSERT INTO thing VALUES (1, NULL), (2, 1)") }
        #expect(try database.integrityProblems() == [])
        database.close()
        let connection = try SQLConnection(
            path: directory.path + "/test.db", access: .readAndWrite,
            settings: DatabaseSettings())
        try connection.run("PRAGMA foreign_keys = OFF")
        try connection.run("DELETE FROM thing WHERE id = 1")
        #expect(
            try open().integrityProblems() == [
                "row 2 of thing names a row of thing that is missing"
            ])
    }

    @Test func `a full queue is busy`() throws {
        var settings = DatabaseSettings()
        settings.queueLimit = 1
        let database = try open(settings)
        let isRunning = Monitor(false)
        let mayEnd = Monitor(false)
        let insert: @Sendable (Int) -> Void = { number in
            try? database.write { connection in
                isRunning.change { $0 = true }
                _ = mayEnd.wait(timeoutMilliseconds: 20_000) { $0 ? true : nil }
                try connection.run("INSERT INTO thing VALUES (?, NULL)", number)
            }
        }
        let first = try start(1) { _ in insert(0) }
        #expect(isRunning.wait(timeoutMilliseconds: 20_000) { $0 ? true : nil } == true)
        let second = try start(1) { _ in insert(1) }
        #expect(Self.eventually { database.queuedWriteCount == 1 })
        #expect(throws: SQLError.busy) { try database.write { _ in } }
        // What waits is written before the database closes.
        let closing = try NativeThread.start(name: "test") { database.close() }
        mayEnd.change { $0 = true }
        closing.join()
        for thread in first + second { thread.join() }
        #expect(try count(in: open()) == 2)
    }

    @Test func `when no more is written, what waits is refused and what runs is finished`() throws {
        let database = try open()
        let isRunning = Monitor(false)
        let mayEnd = Monitor(false)
        let first = try start(1) { _ in
            try? database.write { connection in
                isRunning.change { $0 = true }
                _ = mayEnd.wait(timeoutMilliseconds: 20_000) { $0 ? true : nil }
                try connection.run("INSERT INTO thing VALUES (0, NULL)")
            }
        }
        #expect(isRunning.wait(timeoutMilliseconds: 20_000) { $0 ? true : nil } == true)
        let refusal = Monitor<SQLError?>(nil)
        let second = try start(1) { _ in
            do { try database.write { _ in } } catch {
                refusal.change { $0 = error as? SQLError }
            }
        }
        #expect(Self.eventually { database.queuedWriteCount == 1 })
        database.refuseWrites()
        // The first one still holds the writer.
        #expect(refusal.wait(timeoutMilliseconds: 20_000) { $0 } == .closed)
        mayEnd.change { $0 = true }
        for thread in first + second { thread.join() }
        #expect(throws: SQLError.closed) { try database.write { _ in } }
        database.close()
        #expect(try count(in: open()) == 1)
    }

    @Test func `a backup is a database of one moment, and replaces nothing`() throws {
        let database = try open()
        try database.write { try $0.run("INSERT INTO thing VALUES (1, NULL), (2, 1)") }
        try Database.copy(
            directory.path + "/test.db", to: directory.path + "/copy.db",
            settings: DatabaseSettings())
        try database.write { try $0.run("INSERT INTO thing VALUES (3, NULL)") }
        #expect(throws: (any Error).self) {
            try Database.copy(
                directory.path + "/test.db", to: directory.path + "/copy.db",
                settings: DatabaseSettings())
        }
        let copy = try Database(
            path: directory.path + "/copy.db", settings: DatabaseSettings(),
            migrations: Self.schema)
        #expect(try count(in: copy) == 2)
        #expect(try copy.integrityProblems() == [])
    }
}
