package import Codecs

/// The fields Content-Digest and Repr-Digest (RFC 9530), as far as SHA-256 goes.
package enum DigestField {
    private static let algorithm = "sha-256"

    /// Says the digest of the whole representation, so that a client can check what it put
    /// together from ranges (§3).
    package static func representation(_ digest: Digest) -> Field {
        Field("Repr-Digest", "\(algorithm)=:\(Base64.encode(digest.bytes)):")
    }

    /// The SHA-256 in a field's value, a dictionary of byte sequences (RFC 8941 §3.2, §3.3.5);
    /// nil when only other algorithms are in it, which a recipient may ignore (§2).
    ///
    /// - Throws: ``RequestError/malformedDigest`` for a SHA-256 that cannot be read or stands there
    ///   twice: a check that was asked for is not left out.
    package static func sha256(in value: String) throws(RequestError) -> Digest? {
        var found: Digest?
        for member in Grammar.listElements(value) {
            let halves = member.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves[0] == algorithm else { continue }
            guard found == nil, halves.count == 2, let digest = digest(halves[1]) else {
                throw .malformedDigest
            }
            found = digest
        }
        return found
    }

    // A byte sequence between colons, perhaps with parameters.
    private static func digest(_ item: Substring) -> Digest? {
        let parts = item.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isEmpty, parts[2].isEmpty || parts[2].hasPrefix(";")
        else { return nil }
        return Base64.decode(parts[1].utf8).flatMap { Digest(bytes: $0) }
    }
}

/// Compares content that arrives in pieces with what the client has announced.
struct DigestCheck: ~Copyable {
    private let announced: [Digest]
    private var hasher = SHA256()

    /// - Returns: nil when nothing was announced.
    init?(_ announced: [Digest]) {
        guard !announced.isEmpty else { return nil }
        self.announced = announced
    }

    mutating func take(_ piece: [UInt8]) { hasher.update(piece) }

    /// Whether the content, complete now, is what was announced.
    mutating func isMatch() -> Bool {
        let actual = hasher.finish()
        return announced.allSatisfy { $0 == actual }
    }
}
