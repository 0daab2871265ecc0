/// The samples that have a part in the value, sorted into kinds of equal outcomes.
///
/// A tally of all samples, or of a resample, then adds up kinds instead of samples.
struct OutcomeKinds {
    /// The kind of every such sample, in the order of samples.
    private(set) var codes: [Int] = []
    /// One outcome of every kind, in the order of their first samples.
    private(set) var distinct: [Outcome] = []
    /// Samples of every kind.
    private(set) var counts: [Int] = []

    init(_ outcomes: Outcomes, among positions: some Sequence<Int>) {
        var known: [OutcomeColumns.Row: Int] = [:]
        for position in positions where outcomes.isCorrect(at: position) != nil {
            let row = outcomes.columns.row(at: position)
            if let code = known[row] {
                codes.append(code)
                counts[code] += 1
            } else {
                known[row] = distinct.count
                codes.append(distinct.count)
                distinct.append(outcomes[position])
                counts.append(1)
            }
        }
    }
}
