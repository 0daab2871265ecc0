import Testing

@testable import HTTP

struct GrammarTests {
    private static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

    @Test(arguments: [
        (Grammar.tokens, letters + "!#$%&'*+-.^_`|~"),
        (Grammar.targets, letters + "-._~:/?[]@!$&'()*+,;=%"),
        (Grammar.hostNames, letters + "-._~!$&'()*+;=%"),
    ])
    func `a set of bytes has the characters of the RFC`(set: ByteSet, characters: String) {
        for byte in UInt8.min...UInt8.max {
            #expect(set.contains(byte) == characters.utf8.contains(byte), "byte \(byte)")
        }
    }

    @Test func `a line feed is found at every place, whatever is around it`() {
        for count in 0..<40 {
            for place in 0..<count {
                var bytes = (0..<count).map { _ in UInt8.random(in: 11...UInt8.max) }
                #expect(bytes.span.first(10, in: 0..<count) == count)
                bytes[place] = 10
                #expect(bytes.span.first(10, in: 0..<count) == place)
                #expect(bytes.span.first(10, in: place + 1..<count) == count)
            }
        }
    }

    @Test func `a field's value ends at the first byte that it may not have`() {
        for count in 1..<40 {
            for place in 0..<count {
                for byte in UInt8.min...UInt8.max {
                    var bytes = [UInt8](repeating: 0xE4, count: count)
                    bytes[place] = byte
                    var cursor = HeadCursor(position: 0)
                    let isAllowed = byte == 9 || byte >= 32 && byte != 127
                    #expect(
                        cursor.takeFieldValue(bytes.span) == 0..<(isAllowed ? count : place))
                }
            }
        }
    }
}
