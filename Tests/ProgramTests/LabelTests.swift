import Codecs
import Testing

@testable import cairn

struct LabelTests {
    private func json(_ text: String) throws -> JSON { try JSONReader.read(Array(text.utf8)) }

    private func command(_ arguments: String...) throws -> LabelsImportCommand {
        try #require(
            try Cairn.command(
                of: ["labels", "import", "a/b", "l", "--source", "model:m"] + arguments)
                as? LabelsImportCommand)
    }

    private func mapped(_ command: LabelsImportCommand, _ line: String, number: Int = 0) throws
        -> String
    {
        try command.mapping.annotation(of: try json(line), number: number, at: "x line 1").text
    }

    @Test func `a class and its probabilities are taken from where they stand`() throws {
        let command = try command(
            "f", "--class-field", "out.class", "--probabilities-field", "out.p", "--key-field",
            "id",
            "--confidence-field", "c")
        #expect(
            try mapped(command, #"{"id":"a/1","out":{"class":3,"p":[0.1,0.90]},"c":0.9}"#)
                == #"{"sample":"a/1","value":{"class":3,"probabilities":[0.1,0.90]},"#
                + #""confidence":0.9}"#
        )
    }

    @Test func `a text may be nested, lines numbered and attributes kept`() throws {
        let command = try command(
            "f", "--text-field", "6b_finetuning.solution", "--key-by-line", "--attribute",
            "correct=6b_finetuning.is_correct", "--field", "answer")
        #expect(
            try mapped(
                command, #"{"6b_finetuning":{"solution":"42","is_correct":true}}"#, number: 12)
                == #"{"sample":"000012","field":"answer","value":{"text":"42"},"#
                + #""attributes":{"correct":true}}"#
        )
    }

    @Test func `without a mapping a line is an annotation already`() throws {
        let line = #"{"sample":"a","value":{"number":1}}"#
        #expect(try mapped(try command("f"), line) == line)
    }

    @Test func `a field of the samples becomes a label of its kind`() throws {
        let sample = #"{"key":"a","fields":{"cls":"cat","answer":"x"},"parts":{}}"#
        #expect(
            try mapped(try command("--from-field", "cls"), sample)
                == #"{"sample":"a","value":{"class":"cat"}}"#)
        #expect(
            try mapped(try command("--from-field", "answer", "--kind", "text"), sample)
                == #"{"sample":"a","value":{"text":"x"}}"#)
    }

    @Test(arguments: [
        (#"{"key":"a"}"#, "nothing at class"), (#"{"key":"a","class":null}"#, "nothing at class"),
        (#"{"key":"a","class":1.5}"#, "class must be a class"),
        (#"{"key":"a","class":[1]}"#, "class must be a class"),
        (#"{"class":1}"#, "no text or integer at key"),
        (#"{"key":"../a","class":1}"#, "cannot be a key"),
    ])
    func `a line that does not fit is named with its reason`(line: String, reason: String) throws {
        let command = try command("f", "--class-field", "class")
        #expect { try mapped(command, line) } throws: { error in
            guard case Failure.badInput(source: "x line 1", let text)? = error as? Failure else {
                return false
            }
            return text.contains(reason)
        }
    }

    @Test func `lines of a file become lines of annotations, numbered as an import numbers them`()
        throws
    {
        let folder = try TemporaryFolder()
        let file = try folder.write("x.jsonl", "{\"c\":1}\n\n{\"c\":2}\n")
        let command = try command(file, "--class-field", "c", "--key-by-line")
        let stream = try LineAnnotations(path: file, mapping: command.mapping)
        var bytes: [UInt8] = []
        while let piece = try stream.next() { bytes += piece }
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                {"sample":"000000","value":{"class":1}}
                {"sample":"000001","value":{"class":2}}

                """)
        #expect(stream.annotationCount == 2)

        var imported: [String] = []
        let samples = try JSONLinesStream(path: file, keyField: nil)
        var reader = TarReader()
        while let piece = try samples.next() {
            for case .member(let member) in try reader.feed(piece) { imported.append(member.path) }
        }
        #expect(imported == ["000000.json", "000001.json"])
    }

    @Test func `a line that is no object is refused`() {
        for line in ["[1]", "3", "{", ""] {
            #expect { try LabelLine.read(Array(line.utf8), at: "p") } throws: { error in
                (error as? Failure)?.exitCode == 65
            }
        }
    }
}
