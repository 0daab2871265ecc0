import Codecs
import HTTP
import Testing

/// Images: in, out, as shards, labelled by two models, compared; then a label is corrected.
@Suite(.serialized)
struct DigitsStoryTests {
    @Test func `a small archive goes the whole way`() throws {
        let directory = try TemporaryDirectory()
        try DigitsStory(DigitsData.synthetic(in: directory)).tell()
    }

    @Test(.enabled(if: DigitsData.real != nil, "CAIRN_TEST_DATA names no digits"))
    func `the handwritten digits go the whole way`() throws {
        try DigitsStory(#require(DigitsData.real)).tell()
    }

    @Test(
        .enabled(if: Story.hasTool("curl") && Story.hasTool("python3"), "needs curl and python3")
    )
    func `a shard is resumed by curl and read by Python`() throws {
        let directory = try TemporaryDirectory()
        let data = try DigitsData.real ?? DigitsData.synthetic(in: directory)
        let story = try Story()
        try story.cairn("import", data.archive, "team/digits")
        let url = "\(story.url)/v1/datasets/team/digits/versions/1/shards/000000.tar"
        let file = story.directory.path + "/shard.tar"
        let bearer = "Authorization: Bearer \(try story.token)"
        let begin = try story.tool(
            "curl", "-sS", "-H", bearer, "-r", "0-9999", "-o", file, "-w", "%{http_code}", url)
        #expect(begin.text == "206", "\(begin.errors)")
        let rest = try story.tool(
            "curl", "-sS", "-H", bearer, "-C", "-", "-o", file, "-w", "%{http_code}", url)
        #expect(rest.text == "206", "\(rest.errors)")
        let listing = try story.tool(
            "python3", "-c",
            "import sys, tarfile; print(len(tarfile.open(sys.argv[1]).getmembers()))", file)
        #expect(listing.text == "\(2 * min(data.sampleCount, 1000))\n", "\(listing.errors)")
    }
}

/// The chapters of one story; each needs those before it.
private struct DigitsStory {
    let data: DigitsData
    let story: Story

    init(_ data: DigitsData) throws {
        self.data = data
        story = try Story()
    }

    func tell() throws {
        try importTwice()
        try pullWhatWasImported()
        try commitMore()
        try scoreBothModels()
        try compareBothModels()
        try correctLabel()
        #expect(try story.stop().status == 0)
        let check = try story.check()
        #expect(check.status == 0, "\(check.text)")
        #expect(check.document["findings"] == [])
        #expect(check.document["runs"] == 4)
    }

    private func importTwice() throws {
        let first = try story.cairn("import", data.archive, "team/digits", "--json").json
        #expect(first["added"]?.integer == data.sampleCount)
        #expect(first["version"]?["number"] == 1)
        let second = try story.cairn("import", data.archive, "team/digits", "--json").json
        #expect(second["version"] == first["version"])
        #expect(second["unchanged"]?.integer == data.sampleCount)
        #expect(second["newBlobs"] == 0)
        let again = try story.cairn("import", data.archive, "team/digits").text
        #expect(again.hasPrefix("nothing changed: still team/digits@1"))
        let datasets = try story.cairn("ls", "--json").json["datasets"]?.array ?? []
        #expect(datasets.compactMap { $0["name"]?.string } == ["digits"])
    }

    private func pullWhatWasImported() throws {
        let pulled = story.directory.path + "/pulled"
        let summary = try story.cairn("pull", "team/digits@1", pulled, "--json").json
        #expect(summary["parts"]?.integer == 2 * data.sampleCount)
        let archive = try TemporaryDirectory.read(data.archive)
        #expect(try TemporaryDirectory.contents(of: pulled) == TarContents.files(in: archive))
        let exists = try story.cairn("pull", "team/digits@1", pulled, expecting: 74)
        #expect(exists.errors.contains("next: choose another folder, or overwrite with --force"))
        try story.cairn("pull", "team/digits@1", pulled, "--force")
    }

    private func commitMore() throws {
        let lines = try story.directory.write(
            Array("{\"by\": \"a test\"}\n{\"by\": \"another\"}\n".utf8), to: "more.jsonl")
        try story.cairn("import", lines, "team/lines")
        let note = try story.directory.write(Array("note".utf8), to: "folder/notes/one.txt")
        let folder = String(note.dropLast("/notes/one.txt".count))
        let commit = try story.cairn("import", folder, "team/digits", "--json").json
        #expect(commit["version"]?["number"] == 2)
        let changes = try story.cairn("diff", "team/digits", "1", "2", "--json").json
        #expect(changes["differences"]?.array?.compactMap { $0["key"]?.string } == ["notes/one"])
        let sample = try story.cairn("show", "team/digits", "notes/one", "--json").json
        #expect(sample["parts"]?["txt"]?["bytes"] == 4)
        let shown = try story.cairn("show", "team/lines", "000001", "--json").json
        #expect(shown["fields"]?["by"] == "another")
    }

    private func scoreBothModels() throws {
        try story.cairn(
            "labels", "import", "team/digits@1", "truth", "--from-field", "cls", "--source",
            "import:uci")
        for model in [data.first, data.second] {
            let answer = try story.cairn(
                "labels", "import", "team/digits", model.name, model.predictions, "--source",
                "model:\(model.name)", "--class-field", "class", "--probabilities-field",
                "probabilities", "--json"
            ).json
            #expect(answer["created"]?.integer == data.sampleCount)
        }
        try story.cairn(
            "benchmark", "create", "digits", "--dataset", "team/digits@1", "--reference", "truth",
            "--metric", "accuracy", "--metric", "macro_f1", "--metric", "confusion_matrix",
            "--metric", "expected_calibration_error")
        for model in [data.first, data.second] {
            let run = try story.cairn(
                "run", "digits", "--model", model.name, "--predictions", model.name, "--json"
            ).json
            let value = 1 - Double(model.errorCount) / Double(data.sampleCount)
            #expect(abs((run["metrics"]?[0]?["value"]?.double ?? 0) - value) < 1e-12)
            #expect(run["metrics"]?.array?.count == 4)
            let failures = try story.cairn(
                "failures", try #require(run["id"]?.string), "--limit", "100000", "--json"
            ).documents.flatMap { $0["failures"]?.array ?? [] }
            #expect(failures.count == model.errorCount)
            let sureness = failures.compactMap { $0["confidence"]?.double }
            #expect(sureness == sureness.sorted(by: >))
        }
    }

    private func compareBothModels() throws {
        let (first, second) = (try run(of: data.first), try run(of: data.second))
        let comparison = try story.cairn("compare", first, second, "--json").json
        #expect(comparison["bothWrong"]?.array?.count == data.bothWrongCount)
        let fixes = data.first.errorCount - data.bothWrongCount
        #expect(comparison["fixes"]?.array?.count == fixes)
        let regressions = data.second.errorCount - data.bothWrongCount
        #expect(comparison["regressions"]?.array?.count == regressions)
        let p = comparison["p"]?.double ?? 0
        #expect(abs(p / data.p - 1) < 1e-9)
        let pairs = try story.cairn("failures", first, "--pairs", "--json").json["confusions"]
        #expect(pairs?[0]?["reference"]?.integer == data.worstPair.reference)
        #expect(pairs?[0]?["prediction"]?.integer == data.worstPair.prediction)
        #expect(pairs?[0]?["count"]?.integer == data.worstPair.count)
        let board = try story.cairn("leaderboard", "digits", "--json").json["rows"]
        let models = board?.array?.compactMap { $0["model"]?.string }
        #expect(models == [data.second.name, data.first.name])
    }

    private func correctLabel() throws {
        let before = try story.cairn("labels", "ls", "team/digits", "--json").json["labelsets"]?
            .array?.first { $0["name"] == "truth" }?["sequence"]?.integer
        let sequence = try #require(before)
        let (key, wrong, right) = data.correction
        let value = #"{"class": \#(right)}"#
        let set = ["labels", "set", "team/digits", "truth", key, "--value", value]
        let unsaid = try story.cairn(set, expecting: 1)
        #expect(unsaid.errors.contains("--if-match"))
        let label = try story.cairn(
            set + ["--if-match", "1", "--source", "human:anna", "--json"]
        ).json
        #expect(label["revision"] == 2)
        let late = try story.cairn(set + ["--if-match", "1"], expecting: 1)
        #expect(late.errors.contains("human:anna"))
        let changes = try story.cairn(
            "labels", "changes", "team/digits", "truth", "--after", "\(sequence)", "--json"
        ).documents
        #expect(changes == [label])
        let then = try story.cairn(
            "labels", "show", "team/digits", "truth@\(sequence)", key, "--json"
        ).json
        #expect(then["annotations"]?[0]?["value"]?["class"]?.integer == wrong)
        try compareBeforeAndAfter(sequence)
    }

    private func compareBeforeAndAfter(_ sequence: Int) throws {
        let model = data.second
        for (name, reference, errors) in [
            ("before", "truth@\(sequence)", model.errorCount),
            ("after", "truth", model.errorCount - 1),
        ] {
            try story.cairn(
                "benchmark", "create", name, "--dataset", "team/digits@1", "--reference", reference,
                "--metric", "accuracy")
            let run = try story.cairn(
                "run", name, "--model", model.name, "--predictions", model.name, "--json"
            ).json
            let value = 1 - Double(errors) / Double(data.sampleCount)
            #expect(abs((run["metrics"]?[0]?["value"]?.double ?? 0) - value) < 1e-12, "\(name)")
            let again = try story.cairn(
                "run", name, "--model", model.name, "--predictions", model.name, "--json"
            ).json
            #expect(again == run)
        }
    }

    private func run(of model: DigitsData.Model) throws -> String {
        let runs = try story.cairn("runs", "ls", "--benchmark", "digits", "--json").json["runs"]
        let run = runs?.array?.first { $0["model"]?.string == model.name }
        return try #require(run?["id"]?.string)
    }
}
