import Testing

@testable import Service

struct RateTableTests {
    private func policy() throws -> RatePolicy {
        try #require(RatePolicy(perMinute: 1, burst: 2))
    }

    private func isTaken(_ key: RateKey, in table: RateTable, at now: UInt64 = 0) throws -> Bool {
        if case .taken = table.take(key, atNanoseconds: now, try policy()) { true } else { false }
    }

    @Test func `each caller has a bucket of his own`() throws {
        let table = RateTable()
        for id in 1...3 as ClosedRange<Int64> {
            #expect(try isTaken(.token(id), in: table))
            #expect(try isTaken(.token(id), in: table))
            #expect(try !isTaken(.token(id), in: table))
        }
    }

    @Test func `any number of callers takes no more memory, and nobody is refused for another`()
        throws
    {
        let table = RateTable()
        let count = Int64(20 * RateTable.setCount * RateTable.wayCount)
        for id in 0..<count { #expect(try isTaken(.token(id), in: table)) }
    }

    @Test func `who is near to full is forgotten before who is not`() throws {
        let table = RateTable()
        #expect(try isTaken(.token(-1), in: table))
        #expect(try isTaken(.token(-1), in: table))
        // One request of each of many: all of them owe less.
        for id in 0..<Int64(4 * RateTable.setCount * RateTable.wayCount) {
            _ = try isTaken(.token(id), in: table)
        }
        #expect(try !isTaken(.token(-1), in: table))
    }
}
