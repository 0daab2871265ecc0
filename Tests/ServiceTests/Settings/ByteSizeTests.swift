import Testing

@testable import Service

struct ByteSizeTests {
    @Test(arguments: [
        ("0", 0), ("4096", 4096), ("1KiB", 1024), ("3 MiB", 3 << 20), ("2GiB", 2 << 30),
        ("1 TiB", 1 << 40),
    ])
    func `bytes may have a binary suffix`(text: String, bytes: Int) {
        #expect(ByteSize.parse(text) == bytes)
    }

    @Test(arguments: ["", "KiB", " 1", "1  KiB", "1kib", "1KB", "-1KiB", "1.5 GiB", "8388608 TiB"])
    func `anything else is refused`(text: String) {
        #expect(ByteSize.parse(text) == nil)
    }

    @Test func `a text is read back as the same number`() {
        for exponent in 0..<50 {
            for bytes in [1 << exponent, 3 << exponent, (1 << exponent) - 1] {
                #expect(ByteSize.parse(ByteSize.text(bytes)) == bytes)
            }
        }
    }
}
