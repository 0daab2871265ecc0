package import Codecs
package import Records

/// A way of judging predictions against references.
///
/// To add one: write a conforming type in Metrics/, and its line in ``Metrics/all``.
package protocol Metric: Sendable {
    associatedtype Evidence: Tally

    static var description: MetricDescription { get }

    /// - Throws: ``MetricError/parameters(_:)`` for an unknown parameter or one out of its range.
    init(parameters: JSONObject) throws(MetricError)

    /// The parameters that change the value, with the values in force, in a fixed order.
    var settings: [MetricSetting] { get }

    /// How one sample went.
    ///
    /// - Parameter prediction: nil when there is none.
    func judge(reference: LabelValue, prediction: LabelValue?) -> Outcome

    /// The value for all samples behind `evidence`; nil where the metric is undefined or has no
    /// single value.
    func value(_ evidence: Evidence) -> Double?

    /// How sure the value is; nil where that is undefined.
    ///
    /// - Parameter bootstrap: computes the percentile bootstrap interval of the value, for metrics
    ///   that know nothing better.
    func interval(_ evidence: Evidence, bootstrap: () -> Interval?) -> Interval?

    /// What there is to say beyond the value; nil for nothing.
    func detail(_ evidence: Evidence) -> JSON?
}

extension Metric {
    package static var name: String { description.name }

    /// All that changes the value, as text: `accuracy.v1|missing:wrong`.
    ///
    /// Two values may be compared only when their signatures are equal.
    package var signature: String {
        let description = Self.description
        return settings.reduce("\(description.name).v\(description.version)") { text, setting in
            text + "|\(setting.name):\(setting.value)"
        }
    }

    package func detail(_ evidence: Evidence) -> JSON? { nil }
}

/// A parameter with the value in force.
package struct MetricSetting: Sendable, Equatable {
    package let name: String
    package let value: String
}

/// What a metric says about itself: docs, capability lists and result pages are made of it.
package struct MetricDescription: Sendable, Equatable {
    /// What kind of ``LabelValue`` a metric judges.
    package enum JudgedKind: String, Sendable {
        case category = "class"
        case text
    }

    /// The program whose numbers these are, and how closely.
    package struct Agreement: Sendable, Equatable {
        /// Package, version and function.
        package let implementation: String
        /// The largest absolute difference.
        package let tolerance: Double
    }

    package struct Parameter: Sendable, Equatable {
        package let name: String
        /// The values allowed, as a clause.
        package let rule: String
        /// The value in force when none is given.
        package let standard: JSON
    }

    /// The name in requests, results and leaderboards. Part of the API: never renamed.
    package let name: String
    /// Counts up whenever equal evidence would give another value.
    package let version: Int
    /// One sentence that defines the value.
    package let definition: String
    /// Where the definition comes from.
    package let source: String
    package let agreesWith: Agreement
    /// nil when values have no order.
    package let higherIsBetter: Bool?
    /// Whether the value is the share of samples that are right, so that paired tests of
    /// correctness (``McNemar``) are tests of the value.
    package let isShareOfCorrect: Bool
    package let judges: JudgedKind
    package let parameters: [Parameter]
}

/// Why there is no such metric.
package enum MetricError: Error, Equatable {
    case unknown(name: String, known: [String])
    /// The pointer in it is relative to the parameters' object.
    case parameters(JSONError)
}
