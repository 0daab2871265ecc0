package import Codecs
package import Records

/// The identity of a list of samples in their order.
package enum SampleOrder {
    /// The digest of the keys, each with a line feed after it, which no key contains.
    package static func digest(of keys: some Sequence<SampleKey>) -> Digest {
        var hasher = SHA256()
        for key in keys { hasher.update(Array(key.text.utf8) + [UInt8(ascii: "\n")]) }
        return hasher.finish()
    }
}
