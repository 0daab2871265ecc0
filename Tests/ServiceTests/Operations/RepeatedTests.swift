import Testing

@testable import Service

struct RepeatedTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func `the first is let through, and one a minute with the number of the others`() {
        let repeated = Repeated<Int>()
        #expect(repeated.note(1, atNanoseconds: 0) == 0)
        #expect(repeated.note(1, atNanoseconds: 1) == nil)
        #expect(repeated.note(2, atNanoseconds: 2) == 0)
        #expect(repeated.note(1, atNanoseconds: 60 * Self.second - 1) == nil)
        #expect(repeated.note(1, atNanoseconds: 60 * Self.second) == 2)
        #expect(repeated.note(1, atNanoseconds: 120 * Self.second) == 0)
    }
}
