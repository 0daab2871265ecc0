import Testing

@testable import Codecs

struct DigestTests {
    @Test func `the digest of nothing is the one of FIPS 180-4`() {
        #expect(
            Digest.of([]).description
                == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func `pieces give the digest of the whole`() {
        var hasher = SHA256()
        hasher.update(Array("a".utf8))
        hasher.update(Array("bc".utf8))
        #expect(hasher.finish() == Digest.of(Array("abc".utf8)))
    }

    @Test(arguments: [
        "sha256:", "SHA256:" + String(repeating: "a", count: 64),
        "sha256:" + String(repeating: "A", count: 64), String(repeating: "a", count: 64),
        "sha256:" + String(repeating: "a", count: 63),
        "sha256:" + String(repeating: "g", count: 64),
    ])
    func `any other spelling is refused`(text: String) {
        #expect(Digest(text) == nil)
    }

    @Test func `text and bytes give the same digest back`() throws {
        let digest = Digest.of(Array("cairn".utf8))
        #expect(Digest(digest.description) == digest)
        #expect(Digest(bytes: digest.bytes) == digest)
    }

    @Test func `characters spell the same digests as a text`() {
        let text = Digest.of(Array("abc".utf8)).description
        let spellings = [
            text, "", text + "0", String(text.dropLast()), text.uppercased(), "SHA256:" + text,
            "sha512:" + text.dropFirst(7), text.dropLast() + "g",
        ]
        for spelling in spellings {
            #expect(
                Digest(characters: Array(spelling.utf8).span) == Digest(spelling), "\(spelling)")
        }
        #expect(Digest(characters: Array(text.utf8).span) != nil)
    }
}
