import Codecs
import Testing

@testable import Evaluation

struct LeaderboardTests {
    /// A run with its first `correct` of 100 samples right.
    private static func run(
        _ name: String, correct: Int, of count: Int = 100,
        signature: String = "accuracy.v1|missing:wrong"
    ) throws -> Leaderboard.Run {
        let outcomes = try outcomes((0..<count).map { $0 < correct }, signature: signature)
        let score =
            if signature == (try metric("accuracy").signature) {
                try metric("accuracy").score(of: outcomes)
            } else {
                try metric("macro_f1").score(of: outcomes, bootstrap: Bootstrap(resamples: 2))
            }
        return Leaderboard.Run(name: name, score: score, outcomes: outcomes)
    }

    private static func board(_ runs: [Leaderboard.Run]) throws -> Leaderboard {
        try Leaderboard(
            of: runs, by: metric("accuracy"), order: SampleOrder.digest(of: keys(100)))
    }

    @Test func `ranks are intervals where the evidence leaves them open`() throws {
        // 90 and 88 differ in 2 samples (p = 0.5), 60 differs from both in 28 or more.
        let board = try LeaderboardTests.board([
            LeaderboardTests.run("worst", correct: 60), LeaderboardTests.run("good", correct: 88),
            LeaderboardTests.run("best", correct: 90),
        ])
        #expect(board.rows.map(\.name) == ["best", "good", "worst"])
        let expected = [(1, 2), (1, 2), (3, 3)].map { Leaderboard.Ranks(best: $0.0, worst: $0.1) }
        #expect(board.rows.map(\.ranks) == expected)
        #expect(board.apart == [])
    }

    // 7 differing samples: p = 2 / 2⁷ = 0.0156 alone; times 6 pairs it is no longer significant.
    @Test func `pairs are corrected for their number`() throws {
        let two = try LeaderboardTests.board([
            LeaderboardTests.run("a", correct: 90), LeaderboardTests.run("b", correct: 83),
        ])
        #expect(two.rows.map(\.ranks?.worst) == [1, 2])
        let four = try LeaderboardTests.board([
            LeaderboardTests.run("a", correct: 90), LeaderboardTests.run("b", correct: 83),
            LeaderboardTests.run("c", correct: 87), LeaderboardTests.run("d", correct: 86),
        ])
        #expect(four.rows.map(\.ranks?.worst) == [4, 4, 4, 4])
    }

    @Test func `unequal runs stand apart`() throws {
        let board = try LeaderboardTests.board([
            LeaderboardTests.run("a", correct: 90),
            LeaderboardTests.run("samples", correct: 99, of: 99),
            LeaderboardTests.run("metric", correct: 99, signature: "macro_f1.v1|missing:wrong"),
        ])
        #expect(board.rows.map(\.name) == ["a"])
        #expect(board.rows.first?.ranks == Leaderboard.Ranks(best: 1, worst: 1))
        #expect(board.apart == ["metric", "samples"])
    }

    @Test func `equal values are in the order of names and share their ranks`() throws {
        let board = try LeaderboardTests.board([
            LeaderboardTests.run("b", correct: 50), LeaderboardTests.run("a", correct: 50),
        ])
        #expect(board.rows.map(\.name) == ["a", "b"])
        #expect(
            board.rows.map(\.ranks)
                == [Leaderboard.Ranks](repeating: .init(best: 1, worst: 2), count: 2))
    }

    @Test func `values that McNemar does not test have no ranks`() throws {
        let runs = try [("a", 60), ("b", 90)].map {
            try LeaderboardTests.run(
                $0.0, correct: $0.1, signature: "macro_f1.v1|missing:wrong")
        }
        let board = try Leaderboard(
            of: runs, by: metric("macro_f1"), order: SampleOrder.digest(of: keys(100)))
        #expect(board.rows.map(\.name) == ["b", "a"])
        #expect(board.rows.allSatisfy { $0.ranks == nil })
    }

    @Test func `too many runs are refused`() throws {
        let run = try LeaderboardTests.run("a", correct: 1, of: 1)
        let runs = [Leaderboard.Run](repeating: run, count: Leaderboard.runLimit + 1)
        #expect(throws: LeaderboardError.tooManyRuns(limit: Leaderboard.runLimit)) {
            try LeaderboardTests.board(runs)
        }
    }

    @Test func `no runs are an empty leaderboard`() throws {
        let board = try LeaderboardTests.board([])
        #expect(board.json == ["rows": [], "apart": []])
    }
}
