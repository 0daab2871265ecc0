import HTTP
import Synchronization
import Telemetry

/// The families that requests are counted by, and the recorders of all loops.
package final class RequestFamilies: Sendable {
    /// By the index of a family; the last is for requests without a route.
    let names: [String]
    private let templates: [String]
    private let familyOfRoute: [Int]
    private let recorders = Mutex<[RequestRecorder]>([])

    /// - Parameter families: in the order of the router's routes.
    package init(_ families: [Endpoint.Family]) {
        names = families.map(\.name) + [RequestFamilies.none]
        templates = families.flatMap { $0.endpoints.map(\.template.text) }
        familyOfRoute = families.enumerated().flatMap { index, family in
            family.endpoints.map { _ in index }
        }
    }

    private static let none = "none"

    func index(ofRoute route: Int?) -> Int {
        guard let route, route < familyOfRoute.count else { return names.count - 1 }
        return familyOfRoute[route]
    }

    /// The recorder of one more loop.
    func makeRecorder() -> RequestRecorder {
        let recorder = RequestRecorder(families: self)
        recorders.withLock { $0.append(recorder) }
        return recorder
    }

    // MARK: Readings

    private var all: [RequestRecorder] { recorders.withLock { $0 } }

    /// By method, template of the route, and status: a path would be a client's to choose.
    var requests: [MeterReading] {
        var counts: [RequestOutcome: UInt64] = [:]
        for recorder in all {
            for (outcome, count) in recorder.outcomeCounts { counts[outcome, default: 0] += count }
        }
        return counts.map { outcome, count in
            let route = outcome.route.map { templates[$0] } ?? RequestFamilies.none
            let method = outcome.method?.rawValue ?? RequestFamilies.none
            return MeterReading([method, route, String(outcome.status)], .count(count))
        }.sorted { $0.labels.lexicographicallyPrecedes($1.labels) }
    }

    var durations: [MeterReading] { histograms { $0.durations(ofFamily: $1) } }
    var receivedBytes: [MeterReading] { histograms { $0.receivedBytes(ofFamily: $1) } }
    var sentBytes: [MeterReading] { histograms { $0.sentBytes(ofFamily: $1) } }

    /// The sum over all loops.
    var requestsInProgress: Double {
        all.reduce(0) { $0 + Double($1.requestsInProgress) }
    }

    var busySeconds: [MeterReading] {
        all.enumerated().map { MeterReading([String($0)], .number($1.busySeconds)) }
    }

    var turns: [MeterReading] {
        all.enumerated().map { MeterReading([String($0)], .count($1.turnCount)) }
    }

    private func histograms(
        _ read: (RequestRecorder, Int) -> HistogramReading
    ) -> [MeterReading] {
        let recorders = all
        return names.indices.compactMap { family in
            guard let first = recorders.first else { return nil }
            var sum = read(first, family)
            for recorder in recorders.dropFirst() {
                let more = read(recorder, family)
                sum.counts = zip(sum.counts, more.counts).map { $0 &+ $1 }
                sum.sum &+= more.sum
            }
            return MeterReading([names[family]], .histogram(sum))
        }
    }
}
