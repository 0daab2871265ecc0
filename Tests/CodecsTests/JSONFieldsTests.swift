import Testing

@testable import Codecs

struct JSONFieldsTests {
    @Test func `only an object has fields`() {
        #expect(throws: JSONError.wrongKind(pointer: "/x", expected: "an object")) {
            try JSONFields([1], at: "/x")
        }
    }

    @Test func `typed members are read, absent and null ones are nil`() throws {
        var fields = try JSONFields([
            "s": "t", "i": 3, "d": 0.5, "b": true, "a": [1], "o": ["x": 1], "n": nil,
            "l": ["p", "q"],
        ])
        #expect(try fields.string("s") == "t")
        #expect(try fields.integer("i", in: 0...9) == 3)
        #expect(try fields.optionalDouble("d", in: 0...1) == 0.5)
        #expect(try fields.optionalBool("b") == true)
        #expect(try fields.array("a") == [1])
        #expect(try fields.optionalObject("o")?.names == ["x"])
        #expect(try fields.optionalStrings("l") == ["p", "q"])
        #expect(try fields.optionalString("n") == nil)
        #expect(try fields.optionalInteger("absent", in: 0...9) == nil)
        #expect(throws: JSONError.missing(pointer: "/n")) { try fields.string("n") }
        #expect(throws: JSONError.missing(pointer: "/gone")) { try fields.value("gone") }
        try fields.finish()
    }

    @Test func `a member of another kind is refused with its place`() throws {
        var fields = try JSONFields(["a/b": 1, "l": ["x", 2]], at: "/up")
        #expect(throws: JSONError.wrongKind(pointer: "/up/a~1b", expected: "a string")) {
            try fields.string("a/b")
        }
        #expect(throws: JSONError.wrongKind(pointer: "/up/a~1b", expected: "true or false")) {
            try fields.optionalBool("a/b")
        }
        #expect(throws: JSONError.wrongKind(pointer: "/up/a~1b", expected: "an array")) {
            try fields.array("a/b")
        }
        #expect(throws: JSONError.wrongKind(pointer: "/up/l/1", expected: "a string")) {
            try fields.optionalStrings("l")
        }
    }

    @Test func `a number outside its range is refused with the range`() throws {
        var fields = try JSONFields(["i": 10, "d": 1.5, "f": 1.5])
        #expect(throws: JSONError.notAllowed(pointer: "/i", rule: "from 0 to 9")) {
            try fields.integer("i", in: 0...9)
        }
        #expect(throws: JSONError.notAllowed(pointer: "/d", rule: "from 0.0 to 1.0")) {
            try fields.optionalDouble("d", in: 0...1)
        }
        #expect(throws: JSONError.wrongKind(pointer: "/f", expected: "an integer")) {
            try fields.integer("f", in: 0...9)
        }
    }

    @Test func `a member that nobody asked for is refused`() throws {
        var fields = try JSONFields(["a": 1, "b": 2])
        _ = fields.optionalValue("a")
        _ = fields.optionalValue("c")
        #expect(throws: JSONError.unknownName(pointer: "/b", known: ["a", "c"])) {
            try fields.finish()
        }
        // The Kelvin sign: equal to K in its normal form, but another name.
        var kelvin = try JSONFields(["\u{212A}": 1])
        #expect(kelvin.optionalValue("K") == nil)
        #expect(throws: JSONError.self) { try kelvin.finish() }
    }
}
