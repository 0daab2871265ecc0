import CSQLite
import Glibc
import Posix
import Synchronization
import TestSupport
import Testing

@testable import SQL

/// Lets SQLite's writes fail on one thread: its own hook for that (xSetSystemCall).
private enum FailingWrites {
    /// The thread whose writes fail, and with which reason; 0 is no thread.
    static let thread = Atomic<UInt>(0)
    static let reason = Atomic<CInt>(0)

    static let install: Void = {
        let write: @convention(c) (CInt, UnsafeRawPointer?, Int, Int) -> Int = {
            descriptor, bytes, count, offset in
            if FailingWrites.thread.load(ordering: .acquiring) == pthread_self() {
                errno = FailingWrites.reason.load(ordering: .acquiring)
                return -1
            }
            return pwrite(descriptor, bytes, count, offset)
        }
        let call = unsafeBitCast(write, to: sqlite3_syscall_ptr.self)  // C's untyped function
        let system = sqlite3_vfs_find("unix")
        for name in ["pwrite", "pwrite64"] {
            _ = system?.pointee.xSetSystemCall(system, name, call)
        }
    }()

    /// Every write of the calling thread fails from here on.
    static func begin(reason: CInt) {
        _ = install
        self.reason.store(reason, ordering: .releasing)
        thread.store(pthread_self(), ordering: .releasing)
    }

    static func end() { thread.store(0, ordering: .releasing) }
}

@Suite(.serialized) struct FaultTests {
    let directory = TemporaryDirectory()

    func open() throws -> Database {
        try Database(
            path: directory.path + "/test.db", settings: DatabaseSettings(),
            migrations: DatabaseTests.schema)
    }

    func ids(in database: Database) throws -> [Int] {
        try database.read { try $0.all("SELECT id FROM thing ORDER BY id") { $0.int(0) } }
    }

    @Test func `after a commit that the disk refused nothing is written until the next opening`()
        throws
    {
        let database = try open()
        try database.write { try $0.run("INSERT INTO thing VALUES (1, NULL)") }
        #expect(throws: SQLError.io(SQLITE_IOERR | 3 << 8)) {
            try database.write { connection in
                try connection.run("INSERT INTO thing VALUES (2, NULL)")
                FailingWrites.begin(reason: EIO)
            }
        }
        FailingWrites.end()
        #expect(throws: SQLError.unusable) {
            try database.write { try $0.run("INSERT INTO thing VALUES (3, NULL)") }
        }
        #expect(try ids(in: database) == [1])
        database.close()

        let reopened = try open()
        try reopened.write { try $0.run("INSERT INTO thing VALUES (4, NULL)") }
        #expect(try ids(in: reopened) == [1, 4])
        #expect(try reopened.integrityProblems() == [])
    }

    @Test func `a commit that finds no room is told, and the next one is taken`() throws {
        let database = try open()
        try database.write { try $0.run("INSERT INTO thing VALUES (1, NULL)") }
        #expect(throws: SQLError.full) {
            try database.write { connection in
                try connection.run("INSERT INTO thing VALUES (2, NULL)")
                FailingWrites.begin(reason: ENOSPC)
            }
        }
        FailingWrites.end()
        #expect(try ids(in: database) == [1])
        try database.write { try $0.run("INSERT INTO thing VALUES (3, NULL)") }
        #expect(try ids(in: database) == [1, 3])
    }

    @Test func `a commit that fails fails every write of its group`() throws {
        let database = try open()
        let isRunning = Monitor(false)
        let mayEnd = Monitor(false)
        let failures = Mutex<[SQLError?]>([])
        let insert: @Sendable (Int) -> Void = { number in
            do {
                try database.write { connection in
                    isRunning.change { $0 = true }
                    _ = mayEnd.wait(timeoutMilliseconds: 20_000) { $0 ? true : nil }
                    try connection.run("INSERT INTO thing VALUES (?, NULL)", number)
                    if number == 0 { FailingWrites.begin(reason: EIO) }
                }
                failures.withLock { $0.append(nil) }
            } catch {
                failures.withLock { $0.append(error as? SQLError) }
            }
        }
        var threads = [try NativeThread.start(name: "test") { insert(0) }]
        #expect(isRunning.wait(timeoutMilliseconds: 20_000) { $0 ? true : nil } == true)
        for number in 1...3 {
            threads.append(try NativeThread.start(name: "test") { insert(number) })
        }
        #expect(DatabaseTests.eventually { database.queuedWriteCount == 3 })
        mayEnd.change { $0 = true }
        for thread in threads { thread.join() }
        FailingWrites.end()
        // Those that the group did not take in its time find the writing stopped.
        let told = failures.withLock { $0 }
        #expect(told.count == 4)
        #expect(told.allSatisfy { $0 == .io(SQLITE_IOERR | 3 << 8) || $0 == .unusable })
        #expect(try ids(in: database) == [])
    }

    @Test func `a write that fills the database fails, and so does nothing after it`() throws {
        let database = try open()
        #expect(throws: SQLError.full) {
            try database.write { connection in
                try connection.run("PRAGMA max_page_count = 4")
                for number in 0..<10_000 {
                    try connection.run("INSERT INTO thing VALUES (?, NULL)", number)
                }
            }
        }
        try database.write { connection in
            try connection.run("PRAGMA max_page_count = 1000000")
            try connection.run("INSERT INTO thing VALUES (1, NULL)")
        }
        #expect(try ids(in: database) == [1])
    }
}
