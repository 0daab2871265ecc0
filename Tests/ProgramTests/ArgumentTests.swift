import Codecs
import Testing

@testable import cairn

struct ArgumentTests {
    @Test func `a dataset is a namespace, a name and perhaps a version`() throws {
        let plain = try #require(DatasetReference(argument: "vision/digits"))
        #expect(plain.namespace == "vision")
        #expect(plain.name == "digits")
        #expect(plain.version == nil)
        let pinned = try #require(DatasetReference(argument: "vision/digits@sha256:ab"))
        #expect(pinned.version == "sha256:ab")
        #expect(pinned.path == "vision/digits")
        #expect(pinned.description == "vision/digits@sha256:ab")
    }

    @Test(arguments: ["digits", "/digits", "a/", "a/b/c", "a/b@", "a/../b", "a b/c", "@1", ""])
    func `anything else is no dataset`(text: String) {
        #expect(DatasetReference(argument: text) == nil)
    }

    @Test func `a labelset may be pinned to a sequence number`() {
        #expect(LabelsetReference(argument: "gold")?.asOf == nil)
        #expect(LabelsetReference(argument: "gold@12")?.asOf == 12)
        for text in ["gold@", "gold@x", "gold@-1", "a/b", ""] {
            #expect(LabelsetReference(argument: text) == nil)
        }
    }

    @Test func `a source says what kind it is`() {
        #expect(SourceReference(argument: "model:resnet:v2")?.description == "model:resnet:v2")
        for text in ["resnet", "robot:x", "model:", ":x"] {
            #expect(SourceReference(argument: text) == nil)
        }
    }

    @Test func `a metric may have parameters, words and numbers`() throws {
        let metric = try #require(MetricReference(argument: "ece:bins=15,norm=l1"))
        #expect(metric.json.text == #"{"name":"ece","parameters":{"bins":15,"norm":"l1"}}"#)
        #expect(MetricReference(argument: "accuracy")?.json.text == #"{"name":"accuracy"}"#)
        for text in ["", ":bins=1", "ece:bins", "ece:=1"] {
            #expect(MetricReference(argument: text) == nil)
        }
    }

    @Test func `an import names its source, dataset and split`() throws {
        let command = try #require(
            try Cairn.command(of: ["import", "x.tar", "a/b", "--split", "train", "--replace"])
                as? ImportCommand)
        #expect(command.source == "x.tar")
        #expect(command.dataset.path == "a/b")
        #expect(command.split == "train")
        #expect(command.replace)
        #expect(!command.splitFromFolder)
    }

    @Test(arguments: [
        ["import", "x.tar"], ["import", "x.tar", "a/b@3"],
        ["import", "x", "a/b", "--split", "s", "--split-from-folder"],
        ["import", "x", "a/b", "--split", "folder"],
        ["ls", "--limit", "0"], ["ls", "--split", "train"], ["diff", "a/b", "1"],
        ["labels", "import", "a/b", "l", "--source", "model:m"],
        ["labels", "import", "a/b", "l", "f", "--source", "m"],
        ["labels", "import", "a/b", "l", "f", "--source", "model:m", "--from-field", "cls"],
        [
            "labels", "import", "a/b", "l", "f", "--source", "model:m", "--class-field", "c",
            "--text-field", "t",
        ],
        [
            "labels", "import", "a/b", "l", "f", "--source", "model:m", "--key-field", "k",
            "--key-by-line", "--class-field", "c",
        ],
        ["labels", "import", "a/b", "l", "f", "--source", "model:m", "--attribute", "a=b"],
        ["labels", "changes", "a/b", "l", "--after", "-1"],
        ["benchmark", "create", "b", "--dataset", "a/b", "--reference", "l"],
        ["token", "create", "--scope", "root", "--name", "x"],
        ["runs", "show", "r", "--samples", "--agreement", "a"], ["nonsense"],
    ])
    func `what cannot be meant is a usage error`(arguments: [String]) {
        #expect(throws: (any Error).self) { try Cairn.command(of: arguments) }
    }

    @Test func `a benchmark is created with what is frozen in it`() throws {
        let command = try #require(
            try Cairn.command(of: [
                "benchmark", "create", "digits-test", "--dataset", "vision/digits@4", "--split",
                "test", "--reference", "gold@7", "--metric", "accuracy", "--metric",
                "f1:average=macro",
            ]) as? BenchmarkCreateCommand)
        #expect(
            JSON.object(command.body).text == #"""
                {"name":"digits-test","dataset":"vision/digits","version":4,"split":"test",\#
                "reference":{"labelset":"gold","asOf":7},"metrics":[{"name":"accuracy"},\#
                {"name":"f1","parameters":{"average":"macro"}}]}
                """#)
    }

    @Test func `paths are percent-encoded and leave out what was not given`() throws {
        let dataset = try #require(DatasetReference(argument: "a/b"))
        #expect(API.dataset(dataset).target == "/v1/datasets/a/b")
        #expect(
            API.sample(dataset, key: "x/1 é").target
                == "/v1/datasets/a/b/versions/latest/samples/x%2F1%20%C3%A9")
        #expect(
            API.commits(dataset, split: nil, replacesAll: false, message: nil).target
                == "/v1/datasets/a/b/commits?create=true")
        #expect(
            API.commits(dataset, split: "train", replacesAll: true, message: "a&b").target
                == "/v1/datasets/a/b/commits?split=train&replace=true&create=true&message=a%26b")
        #expect(
            API.shard(dataset, number: 12).target
                == "/v1/datasets/a/b/versions/latest/shards/000012.tar")
        #expect(
            API.samples(dataset, split: "test", API.Page(cursor: "c=", limit: 5)).target
                == "/v1/datasets/a/b/versions/latest/samples?split=test&cursor=c%3D&limit=5")
    }

    @Test(arguments: [
        ("ftp://a", "ftp is neither http nor https"), ("a:80", "it must begin with http://"),
        ("http://me@a", "give a token with CAIRN_TOKEN"),
    ])
    func `a URL that cannot be used is explained`(url: String, reason: String) {
        #expect { try ConnectionOptions.parse(url) } throws: { error in
            guard let failure = error as? Failure, failure.exitCode == 64 else { return false }
            return failure.report.contains(reason) && failure.report.contains("next: ")
        }
    }
}
