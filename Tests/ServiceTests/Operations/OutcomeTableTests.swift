import HTTP
import Testing

@testable import Service

/// The counting of outcomes.
struct OutcomeTableTests {
    @Test func `every outcome is counted apart and read as it was`() {
        let table = OutcomeTable()
        var expected: [RequestOutcome: UInt64] = [:]
        for route in [nil, 0, 1, 59] as [Int?] {
            for method in HTTP.Method.allCases.map(Optional.some) + [nil] {
                for status in [0, 200, 204, 404, 503] {
                    let outcome = RequestOutcome(route: route, method: method, status: status)
                    let count = UInt64((route ?? 3) + status % 7 + 1)
                    for _ in 0..<count { table.count(outcome) }
                    expected[outcome] = count
                }
            }
        }
        let counted = table.all.map { ($0.outcome, $0.count) }
        #expect(Dictionary(uniqueKeysWithValues: counted) == expected)
    }

    @Test func `a table that is full counts on and grows no more`() {
        let table = OutcomeTable()
        for route in 0..<5000 {
            table.count(RequestOutcome(route: route, method: .get, status: 200))
        }
        #expect(table.all.reduce(0) { $0 + $1.count } == 5000)
        #expect(table.all.count == 1024)
    }
}
