import Codecs
import Testing

@testable import Records

private let digest = Digest.of([1])

struct SampleJSONTests {
    private func read(_ text: String) throws -> Sample {
        try Sample(JSONReader.read(Array(text.utf8)))
    }

    @Test func `a sample has the documented form`() throws {
        let sample = Sample(
            key: try SampleKey("a/1"),
            parts: [
                Part(name: try PartName("png"), digest: digest, byteCount: 9),
                Part(name: try PartName("cls"), digest: digest, byteCount: 1),
            ],
            fields: ["cls": 3], split: try SplitName("train"))
        let part = #"{"digest":"\#(digest)","bytes":"#
        let text =
            #"{"key":"a/1","split":"train","fields":{"cls":3},"# + #""parts":{"cls":\#(part)1},"#
            + #""png":\#(part)9}}}"#
        #expect(sample.json.text == text)
        #expect(try read(text) == sample)
        let change = SampleChange.put(sample)
        #expect(try SampleChange(change.json) == change)
    }

    @Test func `split, fields and parts may be absent`() throws {
        let sample = try read(#"{"key":"k"}"#)
        #expect(sample.split == nil)
        #expect(sample.fields.isEmpty)
        #expect(sample.parts.isEmpty)
        #expect(try Sample(sample.json) == sample)
    }

    @Test(arguments: [
        (#"{}"#, "/key"), (#"{"key":"../x"}"#, "/key"), (#"{"key":1}"#, "/key"),
        (#"{"key":"k","split":"a b"}"#, "/split"), (#"{"key":"k","fields":[]}"#, "/fields"),
        (#"{"key":"k","parts":{"a/b":{}}}"#, "/parts/a~1b"),
        (#"{"key":"k","parts":{"a":{"bytes":1}}}"#, "/parts/a/digest"),
        (#"{"key":"k","parts":{"a":{"bytes":-1}}}"#, "/parts/a/bytes"),
        (#"{"key":"k","parts":{"a":{"bytes":1,"digest":"x"}}}"#, "/parts/a/digest"),
        (#"{"key":"k","tags":1}"#, "/tags"),
    ])
    func `what is not allowed is refused with its place`(text: String, place: String) throws {
        let error = try #require(throws: JSONError.self) { try read(text) }
        #expect(pointer(of: error) == place)
    }

    @Test func `a change is exactly one of put and remove`() throws {
        func change(_ text: String) throws -> SampleChange {
            try SampleChange(JSONReader.read(Array(text.utf8)))
        }
        #expect(try change(#"{"remove":"k"}"#) == .remove(SampleKey("k")))
        #expect(try change(#"{"put":{"key":"k"}}"#).key == SampleKey("k"))
        for text in ["{}", #"{"put":{"key":"k"},"remove":"k"}"#, #"{"remove":"k","x":1}"#, "[]"] {
            #expect(throws: JSONError.self) { try change(text) }
        }
        let error = try #require(throws: JSONError.self) { try change(#"{"put":{"key":""}}"#) }
        #expect(pointer(of: error) == "/put/key")
    }
}

struct LabelValueJSONTests {
    private func read(_ text: String) throws -> LabelValue {
        try LabelValue(JSONReader.read(Array(text.utf8)))
    }

    @Test(arguments: [
        (#"{"class":3}"#, LabelValue.category(.integer(3), probabilities: nil)),
        (#"{"class":"cat"}"#, .category(.name("cat"), probabilities: nil)),
        (
            #"{"class":1,"probabilities":[0,0.25,0.75]}"#,
            .category(.integer(1), probabilities: [0, 0.25, 0.75])
        ),
        (#"{"text":""}"#, .text("")), (#"{"text":"Straße"}"#, .text("Straße")),
    ])
    func `a value and its text are inverse`(text: String, value: LabelValue) throws {
        #expect(try read(text) == value)
        #expect(value.json.text == text)
    }

    @Test func `a number keeps its text`() throws {
        #expect(try read(#"{"number":12.50}"#).json.text == #"{"number":12.50}"#)
    }

    @Test func `a number in a string is the same class`() throws {
        #expect(try read(#"{"class":"3"}"#) == read(#"{"class":3}"#))
        #expect(try read(#"{"class":"03"}"#) != read(#"{"class":3}"#))
    }

    @Test(arguments: [
        "{}", "3", #"{"class":1,"text":"a"}"#, #"{"text":"a","number":1}"#,
        #"{"text":"a","probabilities":[1]}"#, #"{"probabilities":[1]}"#, #"{"class":1.5}"#,
        #"{"class":""}"#, #"{"class":true}"#, #"{"class":1,"probabilities":[]}"#,
        #"{"class":1,"probabilities":[1.1]}"#, #"{"class":1,"probabilities":[-0.1]}"#,
        #"{"class":1,"probabilities":["1"]}"#, #"{"class":1,"probabilities":[0.5,0.6]}"#,
        #"{"number":"1"}"#, #"{"number":1e999}"#,
        #"{"class":1,"box":[]}"#, #"{"text":3}"#,
    ])
    func `anything else is refused`(text: String) {
        #expect(throws: JSONError.self) { try read(text) }
    }

    @Test func `texts, names and distributions are limited`() {
        func refused(_ json: JSON) -> Bool { (try? LabelValue(json)) == nil }
        let (name, text) = (256, 64 * 1024)
        #expect(!refused(["class": .string(String(repeating: "c", count: name))]))
        #expect(refused(["class": .string(String(repeating: "c", count: name + 1))]))
        #expect(!refused(["text": .string(String(repeating: "t", count: text))]))
        #expect(refused(["text": .string(String(repeating: "t", count: text + 1))]))
        func distribution(_ count: Int) -> JSON {
            ["class": 0, "probabilities": .array([1] + Array(repeating: 0, count: count - 1))]
        }
        #expect(!refused(distribution(10_000)))
        #expect(refused(distribution(10_001)))
    }

    @Test func `classes sort numbers first, then names by their bytes`() {
        let sorted = ["b", "10", "a", "9", "-1"].map { ClassLabel($0) }.sorted()
        #expect(sorted.map(\.description) == ["-1", "9", "10", "a", "b"])
    }
}

private func pointer(of error: JSONError) -> String? {
    switch error {
    case .missing(let pointer), .wrongKind(let pointer, _), .notAllowed(let pointer, _),
        .unknownName(let pointer, _), .duplicateName(let pointer):
        pointer
    case .tooDeep(let pointer, limit: _): pointer
    case .syntax, .notUnicode, .tooLong: nil
    }
}
