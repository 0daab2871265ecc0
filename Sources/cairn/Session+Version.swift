import Codecs

/// A version of a dataset that does not move.
struct PinnedVersion {
    /// With the digest as its version.
    let reference: DatasetReference
    let number: JSON
    let digest: String
}

extension Session {
    /// Asks what a version is now: `latest` may move while its pages are read.
    func pinned(_ dataset: DatasetReference) throws(Failure) -> PinnedVersion {
        let version = try get(API.version(dataset))
        guard let digest = version[API.Version.digest]?.string else {
            throw .notUnderstood(reason: "a version without \(API.Version.digest)")
        }
        var reference = dataset
        reference.version = digest
        return PinnedVersion(
            reference: reference, number: version[API.Version.number] ?? .null, digest: digest)
    }
}
