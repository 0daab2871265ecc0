import Testing

/// The scanner that the other tests of this room rely on.
struct SwiftCodeTests {
    @Test(arguments: [
        ("a // b", "a     "), ("a /* b */ c", "a         c"), (#"a "b" c"#, "a     c"),
        (#"a "\"" c"#, "a      c"), ("a \"// b\" c", "a        c"),
        (##"a #"b"c"# d"##, "a         d"), (#"a "\(b)" c"#, "a    b   c"),
        (#"a "\(b("x"))" c"#, "a    b(   )   c"),
    ])
    func `comments and strings are blank, interpolated code is not`(source: String, code: String) {
        #expect(SwiftCode(source).lines.joined(separator: "\n") == code)
    }

    @Test func `strings of several lines keep their lines`() {
        let source = "a \"\"\"\n  b \\(c)\n  \"\"\" d"
        let lines = SwiftCode(source).lines
        #expect(lines.count == 3)
        #expect(lines[1].contains("c"))
        #expect(!lines[1].contains("b"))
        #expect(lines[2].hasSuffix("d"))
    }

    @Test func `a function is measured from its name to its last brace`() {
        let source = """
            struct A {
                func short() -> Int { 1 }
                init(
                    a: Int
                ) {
                    if a { b() }
                }
                func generic<T>(_ t: T) throws(E)
                    -> [T]
                {
                    self.init(1)
                }
            }
            protocol P {
                func bodiless()
                func other()
            }
            """
        let functions = SwiftCode(source).functions
        #expect(functions.map(\.name) == ["short", "init", "generic"])
        #expect(functions.map(\.lineCount) == [1, 5, 5])
    }
}
