import HTTP
import Telemetry

/// How a request ended, as it is counted.
struct RequestOutcome: Hashable {
    let route: Int?
    let method: HTTP.Method?
    let status: Int
}

/// Counts outcomes of requests: one thread counts, every thread may read.
///
/// A hash table with open addressing that is never larger: places are taken and never given back.
/// Routes, methods and statuses are the code's and not a client's, so that it does not fill; if it
/// did, what finds no place would be counted under no route, no method and status 0.
final class OutcomeTable: Sendable {
    // Twice what all routes with the statuses that they answer take.
    private static let placeCount = 1024
    private static let hashShift = 64 - 10

    // A key and its count beside each other; 0 is a free place.
    private let numbers = CounterBlock(count: 2 * OutcomeTable.placeCount)

    private static let other = RequestOutcome(route: nil, method: nil, status: 0)

    init() {
        let key = OutcomeTable.key(of: OutcomeTable.other)
        numbers.set(2 * OutcomeTable.home(of: key), to: key)
    }

    /// Counts one, on the one thread that may.
    func count(_ outcome: RequestOutcome) {
        let key = OutcomeTable.key(of: outcome)
        var place = OutcomeTable.home(of: key)
        for _ in 0..<OutcomeTable.placeCount {
            let found = numbers.value(2 * place)
            if found == 0 { numbers.set(2 * place, to: key) }
            if found == 0 || found == key {
                numbers.increase(2 * place + 1)
                return
            }
            place = (place + 1) % OutcomeTable.placeCount
        }
        if outcome != OutcomeTable.other { count(OutcomeTable.other) }
    }

    var all: [(outcome: RequestOutcome, count: UInt64)] {
        (0..<OutcomeTable.placeCount).compactMap { place in
            let (key, count) = (numbers.value(2 * place), numbers.value(2 * place + 1))
            return count == 0 ? nil : (OutcomeTable.outcome(of: key), count)
        }
    }

    // Fibonacci hashing (Knuth, TAOCP 3, 6.4): keys that lie beside each other are spread.
    private static func home(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> hashShift)
    }

    // Statuses are below 1000, and there are fewer than 16 methods. Never 0.
    private static func key(of outcome: RequestOutcome) -> UInt64 {
        let route = outcome.route.map { $0 + 1 } ?? 0
        let method = outcome.method.map { $0.index + 1 } ?? 0
        return UInt64((route * 16 + method) * 1000 + outcome.status % 1000) + 1
    }

    private static func outcome(of key: UInt64) -> RequestOutcome {
        let number = Int(key - 1)
        let (status, method, route) = (number % 1000, number / 1000 % 16, number / 16_000)
        return RequestOutcome(
            route: route == 0 ? nil : route - 1,
            method: method == 0 ? nil : HTTP.Method.allCases[method - 1], status: status)
    }
}
