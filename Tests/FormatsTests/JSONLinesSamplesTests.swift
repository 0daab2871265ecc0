import Codecs
import Records
import Testing

@testable import Formats

struct JSONLinesSamplesTests {
    private func keys(_ lines: [String], field: String?) throws -> [String] {
        var samples = JSONLinesSamples(keyField: field)
        return try lines.enumerated().map { index, text in
            try samples.key(of: NumberedLine(number: index + 1, bytes: Array(text.utf8))).text
        }
    }

    @Test func `without a key field the samples are numbered`() throws {
        #expect(try keys(["{}", "[]", "3"], field: nil) == ["000000", "000001", "000002"])
    }

    @Test func `a string or an integer can be the key`() throws {
        #expect(try keys([#"{"id":"a/b"}"#, #"{"id":12}"#], field: "id") == ["a/b", "12"])
    }

    @Test(arguments: [
        "{}", #"{"id":null}"#, #"{"id":1.5}"#, #"{"id":""}"#, #"{"id":"../a"}"#, #"{"id":"a.b"}"#,
        #"{"id":"./a"}"#, "[]",
    ])
    func `anything else is no key`(text: String) {
        #expect(throws: FormatError.noKey(path: "line 1", field: "id")) {
            try keys([text], field: "id")
        }
    }

    @Test func `a line that is no JSON is refused with its number`() {
        #expect(throws: FormatError.malformedJSON(path: "line 2", .syntax(offset: 1))) {
            try keys(["{}", "{"], field: nil)
        }
    }

    @Test func `a composed tar gives the samples and the bytes of their lines back`() throws {
        var lines = JSONLines()
        var samples = JSONLinesSamples(keyField: "id")
        var writer = TarWriter()
        var tar: [UInt8] = []
        for line in try lines.feed(Array("{\"id\": \"x\"}\r\n\n{\"id\":\t\"y\",\"v\":1}\n".utf8)) {
            let path = JSONLinesSamples.path(of: try samples.key(of: line))
            tar += writer.member(path: path, content: line.bytes)
        }
        tar += writer.finish()

        var reader = TarReader()
        var assembler = SampleAssembler(splitRule: .none)
        var found: [Sample] = []
        var content: [UInt8] = []
        for event in try reader.feed(tar) {
            switch event {
            case .member(let member):
                if let sample = try assembler.beginMember(member) { found.append(sample) }
                content = []
            case .content(let bytes):
                assembler.takeContent(bytes)
                content += bytes
            case .endOfMember: try assembler.endMember(Digest.of(content))
            case .end: if let sample = assembler.finish() { found.append(sample) }
            }
        }
        #expect(found.map(\.key.text) == ["x", "y"])
        #expect(found[0].parts[0].digest == Digest.of(Array("{\"id\": \"x\"}".utf8)))
        #expect(found[1].fields["v"] == 1)
    }
}
