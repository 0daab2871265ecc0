package import Codecs

/// A metric's value with all that is needed to believe it.
package struct Score: Sendable, Equatable {
    package let name: String
    /// nil where the metric is undefined, or has a detail instead.
    package let value: Double?
    package let interval: Interval?
    package let signature: String
    /// Samples that have a part in the value.
    package let n: Int
    package let accounting: Accounting
    package let detail: JSON?
}

/// The scores of one run.
package struct Report: Sendable, Equatable {
    /// The samples and their order, ``SampleOrder/digest(of:)``.
    package let order: Digest
    /// In the order of the metrics that were asked for.
    package let scores: [Score]
}
