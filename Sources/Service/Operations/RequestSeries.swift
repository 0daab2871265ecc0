import HTTP
import Synchronization
import Telemetry

/// The series of finished requests, found once for each route, method and status.
///
/// Finding them by their labels hashes texts; here a number is the place. Two that meet in one
/// place take turns there, which costs time and is never wrong.
final class RequestSeries: Sendable {
    private struct Instruments: Sendable {
        let key: Int
        let count: Counter
        let duration: Histogram
    }

    private let meters: ServiceMeters
    // Routes times the statuses that they really answer are below 500.
    private static let placeCount = 1024
    private let places = Mutex([Instruments?](repeating: nil, count: RequestSeries.placeCount))

    init(_ meters: ServiceMeters) { self.meters = meters }

    func note(_ exchange: FinishedExchange) {
        let key = RequestSeries.key(of: exchange)
        let instruments = places.withLock { places in
            let place = key % RequestSeries.placeCount
            if let known = places[place], known.key == key { return known }
            let found = find(exchange, key)
            places[place] = found
            return found
        }
        instruments.count.increase()
        instruments.duration.observe(exchange.durationNanoseconds)
    }

    private func find(_ exchange: FinishedExchange, _ key: Int) -> Instruments {
        // A route's template and not its path: series are bounded by the code, not by clients.
        let route = exchange.routeTemplate ?? "none"
        let method = exchange.method?.rawValue ?? "none"
        return Instruments(
            key: key,
            count: meters.requests.with(method, route, String(exchange.status)),
            duration: meters.durations.with(route))
    }

    // Statuses are below 1000, and there are fewer than 16 methods. 1000 and the number of places
    // have only 8 in common, so that usual ones do not meet.
    private static func key(of exchange: FinishedExchange) -> Int {
        let route = exchange.route.map { $0 + 1 } ?? 0
        let method = exchange.method.map { $0.index + 1 } ?? 0
        return (route * 16 + method) * 1000 + exchange.status
    }
}
