import HTTP
import Telemetry

/// Counts the requests of one loop. Written by the loop's thread only, read by every scrape.
final class RequestRecorder: LoopRecorder {
    /// What a family of endpoints has beside others: where its numbers begin.
    private enum Place {
        static let durations = 0
        static let receivedBytes = durations + RequestBounds.seconds.count + 2
        static let sentBytes = receivedBytes + RequestBounds.bytes.count + 2
        static let count = sentBytes + RequestBounds.bytes.count + 2
    }

    // Behind the families: numbers of the loop itself.
    private enum LoopPlace: Int, CaseIterable {
        case busyNanoseconds, turns, requestsInProgress
    }

    private let families: RequestFamilies
    private let numbers: CounterBlock
    private let outcomes = OutcomeTable()

    init(families: RequestFamilies) {
        self.families = families
        numbers = CounterBlock(
            count: families.names.count * Place.count + LoopPlace.allCases.count)
    }

    // MARK: The loop's thread

    func finished(_ exchange: borrowing FinishedExchange) {
        outcomes.count(
            RequestOutcome(
                route: exchange.route, method: exchange.method, status: exchange.status))
        let start = families.index(ofRoute: exchange.route) * Place.count
        observe(exchange.durationNanoseconds, RequestBounds.seconds, start + Place.durations)
        observe(
            UInt64(max(0, exchange.receivedBytes)), RequestBounds.bytes,
            start + Place.receivedBytes)
        observe(UInt64(max(0, exchange.sentBytes)), RequestBounds.bytes, start + Place.sentBytes)
    }

    func turnEnded(_ turn: LoopTurn) {
        numbers.increase(loopPlace(.busyNanoseconds), by: turn.busyNanoseconds)
        numbers.increase(loopPlace(.turns))
        numbers.set(loopPlace(.requestsInProgress), to: UInt64(turn.requestCount))
    }

    // Buckets, then the sum.
    private func observe(_ value: UInt64, _ bounds: [UInt64], _ start: Int) {
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        numbers.increase(start + bucket)
        numbers.increase(start + bounds.count + 1, by: value)
    }

    private func loopPlace(_ place: LoopPlace) -> Int {
        families.names.count * Place.count + place.rawValue
    }

    // MARK: Any thread

    var busySeconds: Double { Double(numbers.value(loopPlace(.busyNanoseconds))) / 1e9 }
    var turnCount: UInt64 { numbers.value(loopPlace(.turns)) }
    var requestsInProgress: UInt64 { numbers.value(loopPlace(.requestsInProgress)) }

    /// How many requests ended how.
    var outcomeCounts: [(outcome: RequestOutcome, count: UInt64)] { outcomes.all }

    func durations(ofFamily family: Int) -> HistogramReading {
        reading(family, .seconds, RequestBounds.seconds, Place.durations)
    }

    func receivedBytes(ofFamily family: Int) -> HistogramReading {
        reading(family, .bytes, RequestBounds.bytes, Place.receivedBytes)
    }

    func sentBytes(ofFamily family: Int) -> HistogramReading {
        reading(family, .bytes, RequestBounds.bytes, Place.sentBytes)
    }

    private func reading(
        _ family: Int, _ unit: Histogram.Unit, _ bounds: [UInt64], _ place: Int
    ) -> HistogramReading {
        let start = family * Place.count + place
        return HistogramReading(
            unit: unit, bounds: bounds,
            counts: (0...bounds.count).map { numbers.value(start + $0) },
            sum: numbers.value(start + bounds.count + 1))
    }
}

/// The bounds of what is observed of each request.
enum RequestBounds {
    static let seconds = Histogram.requestSeconds
    static let bytes = Histogram.transferBytes
}
