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
        guard let members = Grammar.listElements(value) else { throw .malformedDigest }
        var found: Digest?
        for member in members {
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

    /// The digest that fields in a trailer section announce (RFC 9530 §2, §3; RFC 9110 §6.5).
    static func announced(in fields: [Field]) throws(RequestError) -> [Digest] {
        var digests: [Digest] = []
        for name in names {
            let values = fields.filter { $0.isNamed(name) }.map(\.value)
            guard !values.isEmpty else { continue }
            if let digest = try sha256(in: values.joined(separator: ", ")) {
                digests.append(digest)
            }
        }
        return digests
    }

    /// Whether a field Trailer announces a digest behind the content.
    static func isAnnounced(inTrailer value: String) -> Bool {
        // A list that is too long may say so too, and a check is not left out.
        guard let elements = Grammar.listElements(value) else { return true }
        return elements.contains { element in
            names.contains { Grammar.equalsIgnoringCase($0, element) }
        }
    }

    /// Whether Want-Content-Digest or Want-Repr-Digest asks for SHA-256: its weight is not 0 (§4).
    package static func isWanted(_ value: String) -> Bool {
        (Grammar.listElements(value) ?? []).contains { member in
            let halves = member.split(separator: "=", omittingEmptySubsequences: false)
            guard halves.count == 2, halves[0] == algorithm, let weight = Int(halves[1]) else {
                return false
            }
            return (1...10).contains(weight)
        }
    }

    /// Says the digest of a message's content.
    static func content(_ digest: Digest) -> Field {
        Field("Content-Digest", "\(algorithm)=:\(Base64.encode(digest.bytes)):")
    }

    /// The fields that announce a digest.
    static let names = ["Content-Digest", "Repr-Digest"]

    // A byte sequence between colons, perhaps with parameters.
    private static func digest(_ item: Substring) -> Digest? {
        let parts = item.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isEmpty, parts[2].isEmpty || parts[2].hasPrefix(";")
        else { return nil }
        return Base64.decode(parts[1].utf8).flatMap { Digest(bytes: $0) }
    }
}

/// Compares content that arrives in pieces with what the client has announced, before it or behind
/// it.
struct DigestCheck: ~Copyable {
    private var announced: [Digest]
    /// Whether a digest is to come behind the content. Without it the check is not left out.
    private var awaitsTrailer: Bool
    private var hasher = SHA256()

    /// - Returns: nil when nothing was announced.
    init?(_ announced: [Digest], awaitsTrailer: Bool) {
        guard !announced.isEmpty || awaitsTrailer else { return nil }
        self.announced = announced
        self.awaitsTrailer = awaitsTrailer
    }

    mutating func take(_ piece: [UInt8]) { hasher.update(piece) }

    /// What is wrong with the content, complete now, and the trailers behind it.
    mutating func fault(trailers: [Field]) -> RequestError? {
        do throws(RequestError) {
            let late = awaitsTrailer ? try DigestField.announced(in: trailers) : []
            guard !late.isEmpty || !awaitsTrailer else { return .malformedDigest }
            let actual = hasher.finish()
            return (announced + late).allSatisfy { $0 == actual } ? nil : .digestMismatch
        } catch {
            return error
        }
    }
}
