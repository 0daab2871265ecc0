import Testing

@testable import Service

struct SpellingDistanceTests {
    @Test(arguments: [
        ("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("kitten", "sitting", 3), ("ab", "ba", 2),
    ])
    func `the distance is the fewest edits, in either direction`(
        left: String, right: String, edits: Int
    ) {
        #expect(SpellingDistance.edits(left, right) == edits)
        #expect(SpellingDistance.edits(right, left) == edits)
    }

    @Test func `the nearest known name is offered only if it is near`() {
        let known = ["connections", "loops"]
        #expect(SettingsReader.nearest("conections", in: known) == "connections")
        #expect(SettingsReader.nearest("banana-split", in: known) == nil)
        #expect(SettingsReader.nearest("x", in: []) == nil)
    }
}
