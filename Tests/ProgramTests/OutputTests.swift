import Codecs
import Testing

@testable import cairn

struct OutputTests {
    private func json(_ text: String) throws -> JSON { try JSONReader.read(Array(text.utf8)) }

    @Test func `columns are as wide as their widest cell, numbers to the right`() throws {
        let table = Table([.plain("name", "name"), .count("n", "deep.n"), .bytes("size", "size")])
        let rows = try json(
            #"[{"name":"a","deep":{"n":12345},"size":2048},{"name":"longer","size":7}]"#)
        #expect(
            table.text(rows.array ?? []) == """
                NAME         N     SIZE
                a       12,345  2.0 KiB
                longer              7 B

                """)
    }

    @Test func `an interval is read in both of its forms`() throws {
        let column = Table.Column.interval("i", "i")
        #expect(column.text(try json(#"{"i":[0.5,0.75]}"#)) == "0.5 to 0.75")
        #expect(column.text(try json(#"{"i":{"low":0.5,"high":0.75}}"#)) == "0.5 to 0.75")
        #expect(column.text(try json(#"{"i":null}"#)) == "")
    }

    @Test func `details show every member, nested ones with their path`() throws {
        let document = try json(
            #"{"name":"a","n":1234,"latest":{"number":3,"tags":["x","y"]},"parent":null}"#)
        #expect(
            Details.text(document, omitting: ["name"]) == """
                n              1,234
                latest.number  3
                latest.tags    x, y
                parent         –

                """)
    }

    @Test func `control characters never reach the terminal`() throws {
        #expect(Terminal.safe("a\u{1B}[2Jb\nc") == #"a\u{1b}[2Jb\u{a}c"#)
        #expect(Terminal.safe("Grüße 🦊") == "Grüße 🦊")
        #expect(Terminal.safe("a\u{202E}b") == #"a\u{202e}b"#)
        let document = try json(#"{"name":"\u001b]0;x"}"#)
        #expect(!Details.text(document).contains("\u{1B}"))
        let table = Table([.plain("name", "name")])
        #expect(!table.text([document]).contains("\u{1B}"))
    }

    @Test(arguments: [
        ("a", "1"), ("b.c", "2"), ("b.d.0", "3"), ("b.d.1.e", "4"), ("f.g", "5"), ("h.i.j", "6"),
    ])
    func `a path leads through names, indices and names with dots`(path: String, value: String)
        throws
    {
        let document = try json(
            #"{"a":1,"b":{"c":2,"d":[3,{"e":4}]},"f.g":5,"h.i":{"j":6},"h":{"i":7}}"#)
        let found = try #require(FieldPath(argument: path)).value(in: document)
        #expect(found?.text == value)
    }

    @Test func `a path that leads nowhere finds nothing`() throws {
        let document = try json(#"{"a":{"b":null}}"#)
        for path in ["x", "a.x", "a.b", "a.0", "a.b.c"] {
            #expect(FieldPath(argument: path)?.value(in: document) == nil)
        }
        #expect(FieldPath(argument: "a..b") == nil)
        #expect(FieldPath(argument: "") == nil)
    }

    @Test func `a commit that changed nothing says so`() throws {
        let dataset = try #require(DatasetReference(argument: "a/b"))
        let same = try json(
            #"{"version":{"number":2,"digest":"sha256:ab","samples":1000},"unchanged":1000}"#)
        #expect(
            CommitReport.text(of: same, dataset: dataset)
                == "nothing changed: still a/b@2  sha256:ab\n")
        let new = try json(
            #"""
            {"version":{"number":3,"digest":"sha256:cd","samples":1200},"added":1100,"changed":1,
            "removed":2,"unchanged":99,"newBlobs":1101,"newBytes":2048}
            """#
        )
        #expect(
            CommitReport.text(of: new, dataset: dataset) == """
                a/b@3  sha256:cd
                samples    1,200: 1,100 added, 1 changed, 2 removed, 99 unchanged
                new blobs  1,101 (2.0 KiB)

                """)
    }
}
