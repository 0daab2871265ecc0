/// The SHA-256 of some bytes (FIPS 180-4), which is their name.
///
/// In text it is `sha256:` and 64 lower-case hexadecimal digits, and nothing else.
package struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Bytes in a digest.
    package static let byteCount = 32
    /// What stands before the hexadecimal digits in text.
    package static let prefix = "sha256:"

    // Four words instead of an array: no allocation, and equality is four compares.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The digest whose 32 bytes these are; nil for any other count.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Digest.byteCount else { return nil }
        var iterator = bytes.makeIterator()
        func word() -> UInt64 {
            var word: UInt64 = 0
            for _ in 0..<8 { word = word << 8 | UInt64(iterator.next() ?? 0) }
            return word
        }
        words = (word(), word(), word(), word())
    }

    /// The digest whose 32 bytes stand at an offset.
    package init(_ bytes: RawSpan, at offset: Int) {
        func word(_ number: Int) -> UInt64 {
            UInt64(
                bigEndian: bytes.unsafeLoadUnaligned(
                    fromByteOffset: offset + number * 8, as: UInt64.self))
        }
        words = (word(0), word(1), word(2), word(3))
    }

    /// The digest that `text` spells; nil for anything but `sha256:` and 64 lower-case digits.
    package init?(_ text: some StringProtocol) {
        guard text.hasPrefix(Digest.prefix) else { return nil }
        self.init(hexadecimal: text.dropFirst(Digest.prefix.count))
    }

    /// The digest that these characters spell, as above. Allocates nothing.
    package init?(characters: Span<UInt8>) {
        let start = Digest.prefix.utf8.count
        guard characters.count == start + 2 * Digest.byteCount else { return nil }
        var index = 0
        for byte in Digest.prefix.utf8 {
            guard characters[index] == byte else { return nil }
            index += 1
        }
        func bits(_ number: Int) -> UInt64? {
            Hexadecimal.bits(
                UInt64(
                    bigEndian: characters.bytes.unsafeLoadUnaligned(
                        fromByteOffset: start + number * 8, as: UInt64.self))
            ).map { UInt64($0) }
        }
        func word(_ number: Int) -> UInt64? {
            guard let high = bits(2 * number), let low = bits(2 * number + 1) else { return nil }
            return high << 32 | low
        }
        guard let first = word(0), let second = word(1), let third = word(2), let last = word(3)
        else { return nil }
        words = (first, second, third, last)
    }

    /// The digest of 64 lower-case hexadecimal digits without a prefix.
    package init?(hexadecimal: some StringProtocol) {
        guard hexadecimal.utf8.count == 2 * Digest.byteCount,
            let bytes = Hexadecimal.decode(Array(hexadecimal.utf8))
        else { return nil }
        self.init(bytes: bytes)
    }

    /// The digest of `bytes`.
    package static func of(_ bytes: some Sequence<UInt8>) -> Digest {
        var hasher = SHA256()
        hasher.update(Array(bytes))
        return hasher.finish()
    }

    /// The 32 bytes, most significant first.
    package var bytes: [UInt8] {
        withUnsafeBytes(
            of: (
                words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
            )
        ) { Array($0) }
    }

    /// Eight of the bytes as a number, most significant first: 0 to 3 from the first on.
    package func word(_ index: Int) -> UInt64 {
        switch index {
        case 0: words.0
        case 1: words.1
        case 2: words.2
        default: words.3
        }
    }

    /// 64 lower-case digits without the prefix.
    package var hexadecimal: String { Hexadecimal.encode(bytes) }

    /// `sha256:` and 64 lower-case digits.
    package var description: String { Digest.prefix + hexadecimal }

    package static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }
    package static func < (left: Digest, right: Digest) -> Bool { left.words < right.words }
    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.3)
    }
}
