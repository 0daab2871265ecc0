import TestSupport
import Testing

@testable import Codecs

private func read(_ text: String, limits: JSONReader.Limits = .init()) throws(JSONError) -> JSON {
    try JSONReader.read(Array(text.utf8), limits: limits)
}

struct JSONReaderTests {
    @Test(
        arguments: [
            ("null", JSON.null), ("true", true), (" false ", false), ("0", 0), ("-0.5e+3", nil),
            ("\"\"", ""), ("[]", []), ("{}", [:]), ("[1,[2,{}]]", [1, [2, [:]]]),
            ("\t{ \"a\" :\r\n[ null , true ] }", ["a": [nil, true]]),
        ] as [(String, JSON?)])
    func `a document of RFC 8259 is read`(text: String, value: JSON?) throws {
        let json = try read(text)
        if let value { #expect(json == value) }
    }

    @Test(arguments: [
        "", " ", "nul", "nulll", "True", "+1", "01", "-", "-01", "1.", ".5", "1e", "1e+", "0x1",
        "1 2", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "]", "{", "{\"a\"", "{\"a\":", "{\"a\":1",
        "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}", "{\"a\" 1}", "{1:2}", "\"", "\"a", "\"\n\"",
        "\"\t\"", "\"\u{0}\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "NaN", "Infinity", "//\n1",
        "[1]]", "\u{FEFF}1", "\u{A0}1",
    ])
    func `anything else is a syntax error`(text: String) throws {
        let error = try #require(throws: JSONError.self) { try read(text) }
        guard case .syntax(let offset) = error else {
            Issue.record("\(error)")
            return
        }
        #expect((0...text.utf8.count).contains(offset))
    }

    @Test(arguments: [2, 15, 16, 17, 40])
    func `a name that comes twice is found among few and among many`(count: Int) throws {
        let names = (0..<count).map { "name \($0)" }
        func text(_ names: [String]) -> String {
            "{" + names.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
        }
        #expect(try read(text(names)).object?.names == names)
        for twice in [0, count / 2, count - 1] {
            #expect(throws: JSONError.duplicateName(pointer: "/name \(twice)")) {
                try read(text(names + ["name \(twice)"]))
            }
        }
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u20AC""#, "é€"),
        (#""\ud83d\ude00""#, "😀"), (#""\u0000""#, "\u{0}"), ("\"ü😀\u{7F}\"", "ü😀\u{7F}"),
    ])
    func `strings and their escapes are read`(text: String, value: String) throws {
        #expect(try read(text) == .string(value))
    }

    @Test(arguments: [
        #""\ud83d""#, #""\ude00""#, #""\ud83dx""#, #""\ud83d\n""#, #""\ud83d\u0041""#,
    ])
    func `half a surrogate pair is no text`(text: String) {
        #expect(throws: JSONError.self) { try read(text) }
    }

    @Test(arguments: [
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80],
    ])
    func `bytes that are not UTF-8 are no text`(bytes: [UInt8]) {
        #expect(throws: JSONError.notUnicode(offset: 0)) {
            try JSONReader.read([0x22] + bytes + [0x22])
        }
    }

    @Test(arguments: ["0.10", "1e5", "-0", "123456789012345678901234567890", "1E-2"])
    func `numbers keep their text`(text: String) throws {
        #expect(try read(text).text == text)
    }

    @Test func `integers are those without fraction that fit`() throws {
        #expect(try read("9223372036854775807").integer == Int.max)
        #expect(try read("-9223372036854775808").integer == Int.min)
        #expect(try read("9223372036854775808").integer == nil)
        #expect(try read("1.0").integer == nil)
        #expect(
            throws: JSONError.notAllowed(pointer: "/a", rule: "a number that a double holds")
        ) { try read(#"{"a":1e999}"#) }
        #expect(try read("1.0").double == 1)
    }

    @Test func `an equal name is refused with its place`() {
        #expect(throws: JSONError.duplicateName(pointer: "/a/1/~1~0")) {
            try read(#"{"a":[0,{"/~":1,"\/~":2}]}"#)
        }
    }

    @Test func `names in two normal forms are two names`() throws {
        let json = try read("{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(json["\u{E9}"] == 1)
        #expect(json["e\u{301}"] == 2)
    }

    /// Goal: reading takes time in proportion to the bytes.
    /// Method: a place of half a megabyte above a quarter of a million values; to spell it for
    /// each of them would take minutes.
    @Test(.timeLimit(.minutes(1)))
    func `a long name above many values costs nothing`() throws {
        let name = String(repeating: "n", count: 500_000)
        let values = Array(repeating: "0", count: 250_000).joined(separator: ",")
        #expect(try read("{\"\(name)\":[\(values)]}")[name]?.array?.count == 250_000)
    }

    @Test func `members keep their order`() throws {
        #expect(try read(#"{"b":1,"a":2,"":3}"#).object?.names == ["b", "a", ""])
    }

    @Test func `a document at a limit is read, one past it is refused`() throws {
        let nested = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        let limits = JSONReader.Limits(byteCount: 20, depth: 4, numberLength: 5)
        #expect(try read(nested(5), limits: limits).array?.count == 1)
        #expect(throws: JSONError.tooDeep(pointer: "/0/0/0/0/0", limit: 4)) {
            try read(nested(6), limits: limits)
        }
        #expect(try read("12345", limits: limits).integer == 12345)
        #expect(throws: JSONError.notAllowed(pointer: "/a", rule: "a number of 5 bytes at most")) {
            try read(#"{"a":123456}"#, limits: limits)
        }
        let pair = JSONReader.Limits(memberCount: 2)
        #expect(try read(#"[{"a":1,"b":2},{"c":3}]"#, limits: pair)[1]?["c"]?.integer == 3)
        let rule = "an object of 2 members at most"
        #expect(throws: JSONError.notAllowed(pointer: "/0", rule: rule)) {
            try read(#"[{"a":1,"b":2,"c":3}]"#, limits: pair)
        }
        let spaces = String(repeating: " ", count: 19)
        #expect(try read("1" + spaces, limits: limits) == 1)
        #expect(throws: JSONError.tooLong(byteLimit: 20)) {
            try read("11" + spaces, limits: limits)
        }
    }

    @Test func `a hundred thousand brackets are refused and not a crash`() {
        let pointer = String(repeating: "/0", count: 65)
        #expect(throws: JSONError.tooDeep(pointer: pointer, limit: 64)) {
            try read(String(repeating: "[", count: 100_000))
        }
    }

    /// Method: mutations of valid documents; what is read must survive writing and reading.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `random bytes are read or refused, and what was read comes back`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let document = Array(#"{"a":[1,-2.5e3,"ü\n\ud83d\ude00",true,null],"b":{"c":"x"}}"#.utf8)
        let alphabet = Array(#"{}[]",:\u0129eE+-.tfn "#.utf8) + [0, 0x0A, 0x80, 0xC3, 0xFF]
        for _ in 0..<1500 {
            var bytes = document
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = alphabet.randomElement(using: &random) ?? 0
            }
            guard let json = try? JSONReader.read(bytes) else { continue }
            #expect(try JSONReader.read(json.bytes) == json, "seed \(seed)")
            #expect(try read(json.indented) == json, "seed \(seed)")
        }
    }
}
