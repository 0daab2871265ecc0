import Codecs
import Records
import Testing

@testable import Formats

struct SampleAssemblerTests {
    private func assemble(
        _ members: [(String, String)], rule: SplitRule = .none, sampleLimit: Int = 100
    ) throws -> [Sample] {
        var assembler = SampleAssembler(splitRule: rule, sampleLimit: sampleLimit)
        var samples: [Sample] = []
        for (path, text) in members {
            let content = Array(text.utf8)
            let member = TarMember(path: path, byteCount: Int64(content.count))
            if let sample = try assembler.beginMember(member) { samples.append(sample) }
            // In two pieces, as a network would deliver it.
            assembler.takeContent(Array(content.prefix(content.count / 2)))
            assembler.takeContent(Array(content.dropFirst(content.count / 2)))
            try assembler.endMember(Digest.of(content))
        }
        if let sample = assembler.finish() { samples.append(sample) }
        return samples
    }

    @Test func `adjacent members of a key are one sample`() throws {
        let samples = try assemble([
            ("b/1.png", "image"), ("b/1.cls", " 3\n"), ("a/2.cls", "cat"), ("a/2.txt", ""),
        ])
        #expect(samples.map(\.key.text) == ["b/1", "a/2"])
        #expect(samples[0].parts.map(\.name.text) == ["cls", "png"])
        #expect(samples[0].parts[1].digest == Digest.of(Array("image".utf8)))
        #expect(samples[0].parts[1].byteCount == 5)
        #expect(samples[1].parts.map(\.byteCount) == [3, 0])
    }

    @Test func `an archive without members has no samples`() throws {
        #expect(try assemble([]).isEmpty)
    }

    @Test(arguments: [
        ("3", JSON.number(3)), (" -7\r\n", .number(-7)), ("007", .string("007")),
        ("cat", .string("cat")), ("Straße 1", .string("Straße 1")),
    ])
    func `the part cls is the field cls`(text: String, field: JSON) throws {
        #expect(try assemble([("a.cls", text)])[0].fields["cls"] == field)
    }

    @Test(arguments: ["", " \n", String(repeating: "c", count: 257)])
    func `a cls that is no class is refused`(text: String) {
        #expect(throws: FormatError.malformedClass(path: "a.cls")) {
            try assemble([("a.cls", text)])
        }
    }

    @Test func `the members of the part json are fields, and cls prevails`() throws {
        for members in [
            [("a.json", #"{"w":640,"cls":9}"#), ("a.cls", "1")],
            [("a.cls", "1"), ("a.json", #"{"w":640,"cls":9}"#)],
        ] {
            let fields = try assemble(members)[0].fields
            #expect(fields["w"] == 640)
            #expect(fields["cls"] == 1)
        }
    }

    @Test func `a json that is long or no object gives no fields`() throws {
        let long = #"{"a":"\#(String(repeating: "x", count: 64 * 1024))"}"#
        for text in ["[1]", "3", long] {
            let sample = try assemble([("a.json", text)])[0]
            #expect(sample.fields.isEmpty)
            #expect(sample.parts[0].byteCount == Int64(text.utf8.count))
        }
    }

    @Test(arguments: ["", "{", #"{"a":1,"a":2}"#])
    func `a json that is none is refused`(text: String) {
        #expect(throws: FormatError.self) { try assemble([("a.json", text)]) }
    }

    @Test func `a part that occurs twice is refused`() {
        #expect(throws: FormatError.duplicatePart(path: "./a.png")) {
            try assemble([("a.png", "1"), ("./a.png", "2")])
        }
    }

    @Test func `a key that comes again after another is refused`() {
        #expect(throws: FormatError.duplicateKey(path: "a.cls")) {
            try assemble([("a.png", "1"), ("b.png", "2"), ("a.cls", "3")])
        }
    }

    @Test func `parts and samples are limited`() throws {
        let parts = (0..<65).map { ("a.p\($0)", "") }
        #expect(try assemble(Array(parts.prefix(64))).count == 1)
        #expect(throws: FormatError.tooManyParts(path: "a.p64", limit: 64)) { try assemble(parts) }
        let samples = (0..<3).map { ("\($0).txt", "") }
        #expect(try assemble(samples, sampleLimit: 3).count == 3)
        #expect(throws: FormatError.tooManySamples(limit: 2)) {
            try assemble(samples, sampleLimit: 2)
        }
    }

    @Test func `unsafe paths do not get in`() {
        #expect(throws: FormatError.unsafePath("../a.png")) { try assemble([("../a.png", "")]) }
    }

    @Test func `the caller's rule gives the split`() throws {
        let members = ["train/a", "val/a", "valid/a", "test/a", "other/a", "train"].map {
            ("\($0).txt", "")
        }
        func splits(_ rule: SplitRule) throws -> [String?] {
            try assemble(members, rule: rule).map { $0.split?.text }
        }
        #expect(try splits(.none) == Array(repeating: nil, count: 6))
        #expect(try splits(.fixed(SplitName("dev"))) == Array(repeating: "dev", count: 6))
        #expect(
            try splits(.firstSegment) == ["train", "validation", "validation", "test", nil, nil])
    }
}
