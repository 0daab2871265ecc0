package import Codecs

/// Why two runs cannot be compared.
package enum ComparisonError: Error, Equatable {
    case unequalSignatures(first: String, second: String)
    /// The runs are about different samples, or about the same in another order.
    case unequalSamples
}

/// A second run against a first one, sample by sample: what a change of model broke and mended.
///
/// Only samples that have a part in the values of both runs are compared.
package struct Comparison: Sendable, Equatable {
    package let signature: String
    package let table: PairedTable
    /// Positions that both runs have wrong.
    package let bothWrong: [Int]
    /// Positions that only the first run has right.
    package let regressions: [Int]
    /// Positions that only the second run has right.
    package let fixes: [Int]

    package init(first: Outcomes, second: Outcomes) throws(ComparisonError) {
        guard first.signature == second.signature else {
            throw .unequalSignatures(first: first.signature, second: second.signature)
        }
        guard first.order == second.order, first.count == second.count else {
            throw .unequalSamples
        }
        func positions(_ firstIsCorrect: Bool, _ secondIsCorrect: Bool) -> [Int] {
            (0..<first.count).filter {
                first.isCorrect(at: $0) == firstIsCorrect
                    && second.isCorrect(at: $0) == secondIsCorrect
            }
        }
        signature = first.signature
        table = CorrectBits.table(CorrectBits(first), CorrectBits(second))
        bothWrong = positions(false, false)
        regressions = positions(true, false)
        fixes = positions(false, true)
    }

    /// The second run's share of right samples minus the first's; nil when none is compared.
    package var delta: Double? { table.difference }
    package var deltaInterval: Interval? { table.differenceInterval }
    /// ``McNemar``'s two-sided p-value.
    package var p: Double { table.p }

    /// The numbers, without the positions.
    package var json: JSON {
        [
            "signature": .string(signature),
            "n": .number(table.count),
            "table": table.json,
            "delta": .optional(delta),
            "interval": deltaInterval?.json ?? .null,
            "p": .number(p),
            "test": "mcnemar-exact",
        ]
    }
}
