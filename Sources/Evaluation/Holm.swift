/// Holm's step-down correction of p-values for many tests at once.
///
/// Source: Holm 1979, Scandinavian Journal of Statistics 6:65–70. Agrees with statsmodels
/// `multipletests(method="holm")`.
package enum Holm {
    /// The adjusted p-values, in the order of `values`: the k-th smallest of n is multiplied by
    /// n − k + 1, is at least the one before it, and at most 1.
    package static func adjusted(_ values: [Double]) -> [Double] {
        var adjusted = values
        var highest = 0.0
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        for (rank, index) in order.enumerated() {
            highest = max(highest, min(1, Double(values.count - rank) * values[index]))
            adjusted[index] = highest
        }
        return adjusted
    }
}
