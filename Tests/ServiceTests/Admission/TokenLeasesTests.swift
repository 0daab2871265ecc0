import Testing

@testable import Service

struct TokenLeasesTests {
    @Test func `a token has so many at once, and others theirs`() {
        let leases = TokenLeases()
        let held = (0..<2).map { _ in leases.take(1, limit: 2) }
        #expect(held.allSatisfy { $0 != nil })
        #expect(leases.take(1, limit: 2) == nil)
        #expect(leases.take(2, limit: 2) != nil)
        withExtendedLifetime(held) {}
    }

    @Test func `what nobody holds any more is free, and forgotten`() {
        let leases = TokenLeases()
        var held = leases.take(1, limit: 1)
        #expect(held != nil && leases.tokenCount == 1)
        held = nil
        #expect(leases.tokenCount == 0)
        held = leases.take(1, limit: 1)
        #expect(held != nil)
    }
}
