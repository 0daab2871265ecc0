import Codecs

/// Which blobs something refers to, in bounded memory (B. H. Bloom, 1970): one that was put in is
/// always found, and of the others one in several hundred is found as well, which only means that
/// it goes a collection later. So each collection has its own salt.
struct MarkFilter {
    /// With ``probeCount``, one of 400 others is found; from the limit on it is more of them.
    static let bitsPerBlob = 16
    static let byteLimit = 128 * 1024 * 1024
    private static let probeCount = 4

    private var words: [UInt64]
    private let salt: UInt64

    /// - Parameter blobCount: how many are put in at most.
    init(blobCount: Int, salt: UInt64, byteLimit: Int = MarkFilter.byteLimit) {
        let bitCount = min(max(blobCount, 64) * MarkFilter.bitsPerBlob, byteLimit * 8)
        words = [UInt64](repeating: 0, count: (bitCount + 63) / 64)
        self.salt = salt
    }

    mutating func insert(_ digest: Digest) {
        for probe in 0..<MarkFilter.probeCount {
            let (word, bit) = place(of: digest, probe)
            words[word] |= bit
        }
    }

    func contains(_ digest: Digest) -> Bool {
        for probe in 0..<MarkFilter.probeCount {
            let (word, bit) = place(of: digest, probe)
            if words[word] & bit == 0 { return false }
        }
        return true
    }

    /// A digest is as good as random: each of its words makes one place. The product (Fibonacci
    /// hashing) lets other words fall together when the salt is another.
    private func place(of digest: Digest, _ probe: Int) -> (word: Int, bit: UInt64) {
        let hash = (digest.word(probe) ^ salt) &* 0x9E37_79B9_7F4A_7C15
        let (place, _) = UInt64(words.count * 64).multipliedFullWidth(by: hash)
        return (Int(place / 64), 1 << (place % 64))
    }
}
