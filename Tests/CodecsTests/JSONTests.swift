import Testing

@testable import Codecs

struct JSONTests {
    @Test func `a member is replaced in its place, added at the end, removed by nil`() {
        var object = JSONObject()
        object["a"] = 1
        object["b"] = 2
        object["a"] = 3
        #expect(object.names == ["a", "b"])
        #expect(object["a"] == 3)
        object["a"] = nil
        object["x"] = nil
        #expect(object.names == ["b"])
        #expect(!object.isEmpty)
    }

    @Test func `a value of another kind has no members and no elements`() {
        let json: JSON = [1, ["a": 2]]
        #expect(json[1]?["a"] == 2)
        #expect(json["a"] == nil)
        #expect(json[2] == nil)
        #expect(json[-1] == nil)
        #expect(json[0]?[0] == nil)
    }
}
