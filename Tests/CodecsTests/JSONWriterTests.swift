import Testing

@testable import Codecs

struct JSONWriterTests {
    @Test func `compact text has no white space and keeps the order`() {
        let json: JSON = ["b": [1, 2.5, nil, true], "a": ["x": "y"], "c": [:], "d": []]
        #expect(json.text == #"{"b":[1,2.5,null,true],"a":{"x":"y"},"c":{},"d":[]}"#)
    }

    @Test func `canonical bytes have all members in the order of their names' bytes`() throws {
        let json: JSON = ["é": 1, "z": ["b": 1, "a": [["d": 1, "c": 2]]], "Z": 3]
        #expect(
            String(decoding: json.canonicalBytes, as: UTF8.self)
                == #"{"Z":3,"z":{"a":[{"c":2,"d":1}],"b":1},"é":1}"#)
    }

    @Test func `texts in two normal forms are two values with two canonical forms`() {
        let composed: JSON = ["a": "caf\u{E9}"]
        let decomposed: JSON = ["a": "cafe\u{301}"]
        #expect(composed != decomposed)
        #expect(composed.canonicalBytes != decomposed.canonicalBytes)
        #expect(JSON.object(composed.object ?? JSONObject()) == composed)
    }

    @Test func `what must be escaped is, and nothing else`() {
        let text = "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é\u{2028}😀"
        #expect(
            JSON.string(text).text
                == "\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0000\\u001f\u{7F}é\u{2028}😀\"")
    }

    @Test func `every scalar below a surrogate comes back`() throws {
        for value in UInt32(0)..<0x800 {
            let text = String(Character(try #require(Unicode.Scalar(value))))
            #expect(try JSONReader.read(JSON.string(text).bytes) == .string(text))
        }
    }

    @Test(arguments: [
        0.1, 1.0, -0.0, 1e300, Double.leastNonzeroMagnitude, 1e16, 123_456_789_012_345_680, 1.0 / 3,
        Double.greatestFiniteMagnitude,
    ])
    func `a double comes back with the same bits, in the grammar of JSON`(value: Double) throws {
        let json = try JSONReader.read(JSON.number(value).bytes)
        #expect(json.double?.bitPattern == value.bitPattern)
    }

    @Test func `infinities and NaN are null`() {
        #expect(JSON.number(Double.infinity) == .null)
        #expect(JSON.number(Double.nan) == .null)
    }

    @Test func `absent values are null`() {
        #expect(JSON.optional(String?.none) == .null)
        #expect(JSON.optional(3) == 3)
        #expect(JSON.optional(2.5) == 2.5)
    }

    @Test func `indented text is for people`() {
        let json: JSON = ["a": [1, []], "b": [:], "c": ["d": "e"]]
        #expect(
            json.indented == """
                {
                  "a": [
                    1,
                    []
                  ],
                  "b": {},
                  "c": {
                    "d": "e"
                  }
                }
                """)
    }
}
