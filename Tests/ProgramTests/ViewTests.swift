import Codecs
import Testing

@testable import cairn

struct ViewTests {
    @Test func `the arguments of a view are the members of its recipe`() throws {
        let command = try #require(
            Cairn.command(of: [
                "view", "count", "vision/digits@3", "--split", "train", "--filter", "a = 1",
                "--part", "png:image.png", "--part", "cls", "--seed", "4", "--sequential",
                "--balance", "class", "--label", "gt", "--label", "b=models/class@12:cls",
            ]) as? ViewCountCommand)
        #expect(
            JSON.object(command.body)
                == [
                    "dataset": "vision/digits", "version": 3, "split": "train", "filter": "a = 1",
                    "parts": [["name": "png", "as": "image.png"], ["name": "cls"]],
                    "labels": [
                        ["labelset": "gt"],
                        [
                            "labelset": "models", "field": "class", "asOf": 12, "name": "b",
                            "as": "cls",
                        ],
                    ], "seed": 4,
                    "order": "sequential", "balance": "class",
                ])
    }

    @Test func `the arguments of a mixture are the members of its recipe`() throws {
        let (first, second) = ("\(Digest.of([1]))", "\(Digest.of([2]))")
        let command = try #require(
            Cairn.command(of: [
                "mixture", "create", first + "=3", second, "--samples", "100", "--seed", "4",
            ]) as? MixtureCreateCommand)
        #expect(
            JSON.object(command.body)
                == [
                    "mixture": [
                        ["view": .string(first), "weight": 3],
                        ["view": .string(second), "weight": 1],
                    ], "samples": 100, "seed": 4,
                ])
        for text in ["x=1", first + "=0", first + "=a", first + "=1=2", ""] {
            #expect(WeightedView(argument: text) == nil)
        }
    }

    @Test(arguments: ["", "gt@", "gt@x", "a=b=c", "gt/", "/class", "gt:", "=gt", "g t"])
    func `what names no label is refused`(argument: String) {
        #expect(LabelReference(argument: argument) == nil)
    }

    @Test(arguments: [["--limit", "0"], ["--limit", "1001"], ["--epoch", "-1"]])
    func `a sample outside of its bounds is refused`(arguments: [String]) {
        #expect(throws: (any Error).self) {
            try Cairn.command(of: ["view", "sample", "sha256:00"] + arguments)
        }
    }
}
