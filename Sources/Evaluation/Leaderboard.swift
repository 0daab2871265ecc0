package import Codecs

/// Runs in the order of one metric, with the ranks that each could have.
///
/// Source of the rank intervals: every pair of runs is tested by ``McNemar``, with ``Holm``'s
/// correction over all pairs; a run's best rank is one more than the runs that are significantly
/// better, its worst rank is all runs less those significantly worse.
package struct Leaderboard: Sendable, Equatable {
    /// Most runs ranked: pairs grow with the square, and half a thousand make 125,000 tests.
    package static let runLimit = 500
    /// Adjusted p-values below are significant.
    package static let alpha = 0.05

    package struct Run: Sendable, Equatable {
        package let name: String
        package let score: Score
        package let outcomes: Outcomes

        package init(name: String, score: Score, outcomes: Outcomes) {
            self.name = name
            self.score = score
            self.outcomes = outcomes
        }
    }

    /// Ranks that the evidence does not rule out; 1 is the best.
    package struct Ranks: Sendable, Equatable {
        package let best: Int
        package let worst: Int
    }

    package struct Row: Sendable, Equatable {
        package let name: String
        package let score: Score
        /// nil for a metric whose values ``McNemar`` does not test.
        package let ranks: Ranks?
    }

    /// Best value first; runs without a value last; equal ones in the order of their names.
    package let rows: [Row]
    /// Names of runs that are never ranked with the rows: another signature or other samples.
    package let apart: [String]

    /// - Parameters:
    ///   - metric: whose signature and order of values rule.
    ///   - order: the samples that rule.
    /// - Throws: ``LeaderboardError/tooManyRuns(limit:)``.
    package init(of runs: [Run], by metric: some Metric, order: Digest)
        throws(LeaderboardError)
    {
        guard runs.count <= Leaderboard.runLimit else {
            throw .tooManyRuns(limit: Leaderboard.runLimit)
        }
        let signature = metric.signature
        let isEqual = { (run: Run) in
            run.outcomes.signature == signature && run.outcomes.order == order
        }
        let description = type(of: metric).description
        let higherIsBetter = description.higherIsBetter ?? true
        let equal = runs.filter(isEqual).sorted { left, right in
            switch (left.score.value, right.score.value) {
            case (let one?, let other?) where one != other: (one > other) == higherIsBetter
            case (.some, nil): true
            case (nil, .some): false
            case (.some, .some), (nil, nil): left.name < right.name
            }
        }
        let ranks = description.isShareOfCorrect ? Leaderboard.ranks(of: equal) : nil
        rows = equal.enumerated().map { index, run in
            Row(name: run.name, score: run.score, ranks: ranks?[index])
        }
        apart = runs.filter { !isEqual($0) }.map(\.name).sorted()
    }

    private static func ranks(of runs: [Run]) -> [Ranks] {
        let bits = runs.map { CorrectBits($0.outcomes) }
        var pairs: [(first: Int, second: Int)] = []
        for first in runs.indices {
            for second in runs.indices.dropFirst(first + 1) { pairs.append((first, second)) }
        }
        let tables = pairs.map { CorrectBits.table(bits[$0.first], bits[$0.second]) }
        let adjusted = Holm.adjusted(tables.map(\.p))
        var better = [Int](repeating: 0, count: runs.count)
        var worse = better
        for (index, pair) in pairs.enumerated() where adjusted[index] < alpha {
            let firstWins = tables[index].onlyFirst > tables[index].onlySecond
            better[firstWins ? pair.second : pair.first] += 1
            worse[firstWins ? pair.first : pair.second] += 1
        }
        return runs.indices.map { Ranks(best: 1 + better[$0], worst: runs.count - worse[$0]) }
    }

    package var json: JSON {
        [
            "rows": .array(
                rows.map { row in
                    [
                        "run": .string(row.name),
                        "value": .optional(row.score.value),
                        "interval": row.score.interval?.json ?? .null,
                        "n": .number(row.score.n),
                        "ranks": row.ranks.map { [.number($0.best), .number($0.worst)] } ?? .null,
                    ]
                }),
            "apart": .array(apart.map { .string($0) }),
        ]
    }
}

/// Why there is no leaderboard.
package enum LeaderboardError: Error, Equatable {
    case tooManyRuns(limit: Int)
}
