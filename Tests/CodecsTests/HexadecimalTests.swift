import Testing

@testable import Codecs

struct HexadecimalTests {
    @Test func `every byte has two lower-case digits and comes back`() {
        let bytes = Array(UInt8.min...UInt8.max)
        let text = Hexadecimal.encode(bytes)
        #expect(text.utf8.count == 512)
        #expect(text.hasPrefix("000102030405060708090a0b0c0d0e0f10"))
        #expect(Hexadecimal.decode(Array(text.utf8)) == bytes)
        #expect(Hexadecimal.decode([]) == [])
    }

    @Test func `any other text is refused`() {
        for byte in UInt8.min...UInt8.max where !"0123456789abcdef".utf8.contains(byte) {
            #expect(Hexadecimal.decode([byte, UInt8(ascii: "0")]) == nil)
            #expect(Hexadecimal.decode([UInt8(ascii: "0"), byte]) == nil)
        }
        #expect(Hexadecimal.decode(Array("abc".utf8)) == nil)
    }
}
