import Catalog
import Codecs
import Evaluation
import HTTP
import Records

/// Two runs side by side, and all runs of a benchmark in order.
enum ComparisonEndpoints {
    private static let metric = Endpoint.Parameter.query(
        "metric", .string, "A metric of the benchmark; the first one when absent.")

    static let all: [Endpoint] = [
        Endpoint(
            .get, "/v1/comparisons", scope: .read, name: "compareRuns",
            summary: "Compares two runs of one benchmark, sample by sample.",
            query: [
                .query("first", .string, "A run's id.", isRequired: true),
                .query("second", .string, "Another one's.", isRequired: true),
                ComparisonEndpoints.metric,
            ],
            answers: [.init(.ok, "The comparison.", .json(.named("Comparison")))],
            handler: .waiting(compare)),
        Endpoint(
            .get, "/v1/leaderboards/{benchmark}", scope: .read, name: "getLeaderboard",
            summary: "The newest run of each model; ranks are intervals.",
            query: [ComparisonEndpoints.metric],
            answers: [.init(.ok, "The leaderboard.", .json(.named("Leaderboard")))],
            handler: .waiting(leaderboard)),
    ]

    private static func compare(_ call: Call) async throws -> Response {
        let (first, second) = (
            try call.requiredQuery("first", "a run's id"),
            try call.requiredQuery("second", "a run's id")
        )
        let metric = try call.request.query("metric")
        let result = try await call.work { storage in
            try Comparisons(storage).compare(first, second, metric: metric)
        }
        let comparison = result.comparison
        var object = comparison.json.object ?? JSONObject()
        object["first"] = ComparisonEndpoints.json(result.first.run)
        object["second"] = ComparisonEndpoints.json(result.second.run)
        object["bothWrong"] = result.list(comparison.bothWrong)
        object["regressions"] = result.list(comparison.regressions)
        object["fixes"] = result.list(comparison.fixes)
        return .json(.object(object))
    }

    private static func leaderboard(_ call: Call) async throws -> Response {
        let name = call.request.parameter("benchmark")
        let metric = try call.request.query("metric")
        let board = try await call.work { storage in
            try Comparisons(storage).leaderboard(name, metric: metric)
        }
        var object = board.leaderboard.json.object ?? JSONObject()
        object["benchmark"] = .string(board.benchmark.name.text)
        object["digest"] = .string(board.benchmark.digest.description)
        object["rows"] = .array(
            board.leaderboard.rows.map { row in
                [
                    "model": .optional(board.runs[row.name]?.recipe.model.text),
                    "run": .string(row.name), "value": .optional(row.score.value),
                    "interval": row.score.interval?.json ?? .null, "n": .number(row.score.n),
                    "ranks": row.ranks.map { [.number($0.best), .number($0.worst)] } ?? .null,
                ]
            })
        return .json(.object(object))
    }

    private static func json(_ run: Run) -> JSON {
        ["id": .string(run.digest.description), "model": .string(run.recipe.model.text)]
    }
}

extension Comparisons.Result {
    /// The samples at some positions, and how both runs have them.
    fileprivate func list(_ positions: [Int]) -> JSON {
        .array(
            positions.map { position in
                [
                    "key": .string(keys[position].text), "position": .number(position),
                    "reference": first.outcomes[position].reference?.json ?? .null,
                    "first": first.outcomes[position].prediction?.json ?? .null,
                    "second": second.outcomes[position].prediction?.json ?? .null,
                ]
            })
    }
}
