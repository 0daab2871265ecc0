import Codecs
import Testing

/// Text: problems, four models' solutions, a leaderboard whose ranks are intervals.
struct LanguageStoryTests {
    private static let isThere = StoryData.directory != nil
    private static let problemCount = 1319
    private static let solvers = [
        (name: "6b_finetuning", solved: 286), (name: "6b_verification", solved: 515),
        (name: "175b_finetuning", solved: 458), (name: "175b_verification", solved: 742),
    ]

    @Test(.enabled(if: isThere, "CAIRN_TEST_DATA names no gsm8k"))
    func `four models solve as many problems as was published, one by one`() throws {
        let directory = try #require(StoryData.directory) + "/gsm8k"
        let story = try Story()
        try story.cairn("import", directory + "/test.jsonl", "team/gsm8k", "--split", "test")
        try story.cairn(
            "labels", "import", "team/gsm8k", "answers", "--from-field", "answer", "--kind", "text",
            "--source", "import:gsm8k")
        for solver in Self.solvers {
            let answer = try story.cairn(
                "labels", "import", "team/gsm8k", solver.name,
                directory + "/example_model_solutions.jsonl", "--key-by-line", "--text-field",
                solver.name + ".solution", "--attribute",
                "is_correct=\(solver.name).is_correct", "--source", "model:\(solver.name)", "--json"
            ).json
            #expect(answer["created"]?.integer == Self.problemCount)
        }
        try story.cairn(
            "benchmark", "create", "gsm8k", "--dataset", "team/gsm8k", "--split", "test",
            "--reference", "answers", "--metric", "exact_final_number")
        for solver in Self.solvers {
            let run = try story.cairn(
                "run", "gsm8k", "--model", solver.name, "--predictions", solver.name, "--json"
            ).json
            let value = run["metrics"]?[0]?["value"]?.double ?? 0
            #expect((value * Double(Self.problemCount)).rounded() == Double(solver.solved))
            let id = try #require(run["id"]?.string)
            let agreement = try story.cairn(
                "runs", "show", id, "--agreement", "is_correct", "--json"
            ).json
            #expect(agreement["agreeing"]?.integer == Self.problemCount)
            #expect(agreement["disagreements"] == [])
        }
        let rows = try story.cairn("leaderboard", "gsm8k", "--json").json["rows"]?.array ?? []
        let order = Self.solvers.sorted { $0.solved > $1.solved }.map(\.name)
        #expect(rows.compactMap { $0["model"]?.string } == order)
        #expect(rows.first?["ranks"] == [1, 1])
    }
}
