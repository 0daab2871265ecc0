/// A law broken by some input.
struct Finding: Error {
    let law: String
}

/// Code that takes bytes from strangers, with the laws that hold for all bytes.
struct FuzzTarget: Sendable {
    let name: String
    /// Inputs to begin with, beside those in `Fixtures/NAME`: they reach deep.
    let seeds: [[UInt8]]
    /// Texts that mean something here: random bytes seldom spell them.
    let words: [String]
    /// Makes an input one that is not refused at the door: a checksum set right.
    var mend: @Sendable ([UInt8]) -> [UInt8] = { $0 }
    /// Runs the code and returns what it made of the input, in few words. An input that gets a new
    /// answer is kept and changed further.
    ///
    /// - Throws: ``Finding``; a crash is one as well.
    let run: @Sendable ([UInt8]) throws -> String

    static let all: [FuzzTarget] = [
        .head, .chunks, .ranges, .fields, .trace, .json, .filter, .tar, .gzip, .percent, .pages,
        .outcomes,
    ]
}

/// Fails with a finding unless a law holds.
func demand(_ holds: Bool, _ law: String) throws(Finding) {
    guard holds else { throw Finding(law: law) }
}

/// The bytes in pieces whose lengths follow from the bytes themselves, so that an input says all.
func pieces(of bytes: [UInt8]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
        let length = 1 + Int(bytes[start]) % 7 * (start % 3)
        pieces.append(Array(bytes[start..<min(start + length, bytes.count)]))
        start += length
    }
    return pieces
}
