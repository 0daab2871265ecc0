import Testing

@testable import HTTP

struct WorkerPoolTests {
    struct Fault: Error {}

    @Test func `work returns what it returns and throws what it throws`() async throws {
        let pool = try WorkerPool(threadCount: 2, queueLimit: 10, name: "test")
        #expect(try await pool.run { 1 + 1 } == 2)
        await #expect(throws: Fault.self) { try await pool.run { throw Fault() } }
        pool.stop()
    }

    @Test func `a full queue refuses at once, and takes what must be finished`() async throws {
        let pool = try WorkerPool(threadCount: 1, queueLimit: 1, name: "test")
        let gate = Gate()
        #expect(pool.submit { gate.pass() })
        gate.wait { $0.waitingCount == 1 }
        #expect(pool.submit {})
        #expect(!pool.submit {})
        #expect(pool.submit(isContinuation: true) {})
        await #expect(throws: WorkerPoolError.overloaded) { try await pool.run {} }
        gate.open()
        pool.stop()
    }

    @Test func `a pool has room until its queue is full, and the queue may become longer`() throws {
        let pool = try WorkerPool(threadCount: 1, queueLimit: 1, name: "test")
        let gate = Gate()
        #expect(pool.hasRoom)
        #expect(pool.submit { gate.pass() })
        gate.wait { $0.waitingCount == 1 }
        #expect(pool.submit {})
        #expect(!pool.hasRoom)
        pool.setQueueLimit(2)
        #expect(pool.hasRoom)
        #expect(pool.submit {})
        #expect(!pool.hasRoom)
        gate.open()
        pool.stop()
        #expect(!pool.hasRoom)
    }

    @Test func `a stopped pool has finished its queue and refuses`() async throws {
        let pool = try WorkerPool(threadCount: 2, queueLimit: 100, name: "test")
        let gate = Gate()
        gate.open()
        for _ in 0..<50 { #expect(pool.submit { gate.pass() }) }
        pool.stop()
        gate.wait { $0.waitingCount == 50 }
        await #expect(throws: WorkerPoolError.overloaded) { try await pool.run {} }
    }
}
