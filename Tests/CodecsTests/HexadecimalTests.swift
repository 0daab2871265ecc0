import TestSupport
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

    @Test func `eight digits at once are the same as one after the other`() {
        var generator = SeededGenerator(seed: 7)
        for bits in [0, 1, 0x9ABC_DEF0, .max]
            + (0..<1000).map({ _ in
                UInt32.random(in: .min ... .max, using: &generator)
            })
        {
            let text = Array(String(bits, radix: 16).utf8)
            let padded = [UInt8](repeating: UInt8(ascii: "0"), count: 8 - text.count) + text
            let word = padded.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            #expect(Hexadecimal.digits(bits) == word)
            #expect(Hexadecimal.bits(word) == bits)
        }
    }

    @Test func `eight characters with one that is no digit are refused`() {
        for byte in UInt8.min...UInt8.max where !"0123456789abcdef".utf8.contains(byte) {
            for place in 0..<8 {
                let mask = UInt64(0xFF) << UInt64(8 * place)
                let word = 0x3961_3961_3961_3961 & ~mask | UInt64(byte) << UInt64(8 * place)
                #expect(Hexadecimal.bits(word) == nil, "byte \(byte) at \(place)")
            }
        }
    }
}
