/// Partial evidence about some samples.
///
/// Two tallies of disjoint samples add up to the tally of both: addition is associative and
/// commutative, to the last bit, and ``zero`` changes nothing. From this alone come scores of
/// slices, partial evaluations and bootstrap intervals; none of them knows which metric it is for.
package protocol Tally: Sendable, Equatable {
    /// The evidence of no sample.
    static var zero: Self { get }

    static func + (left: Self, right: Self) -> Self

    /// Takes the evidence of `count` equal samples.
    ///
    /// - Parameter outcome: one that counts, ``Outcome/counts``.
    mutating func add(_ outcome: Outcome, times count: Int)
}
