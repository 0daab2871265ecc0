package import Codecs

/// What a shard's bytes depend on; its digest is the shard's strong validator.
package struct ShardIdentity: Sendable, Hashable {
    /// The root of the manifest that the samples come from.
    package let manifest: Digest
    /// What chooses and orders the samples, in a form that is equal for equal choices.
    package let specification: JSON
    package let shardIndex: Int

    package init(manifest: Digest, specification: JSON, shardIndex: Int) {
        self.manifest = manifest
        self.specification = specification
        self.shardIndex = shardIndex
    }

    /// The same with one more thing that the bytes depend on.
    package func with(_ name: String, _ value: String) -> ShardIdentity {
        var object = specification.object ?? JSONObject()
        object[name] = .string(value)
        return ShardIdentity(
            manifest: manifest, specification: .object(object), shardIndex: shardIndex)
    }

    /// Equal exactly when all that determines the bytes is equal.
    package var digest: Digest {
        let identity: JSON = [
            "format": .number(TarLayout.formatVersion), "manifest": .string(manifest.description),
            "shard": .number(shardIndex), "specification": specification,
        ]
        return Digest.of(identity.canonicalBytes)
    }
}
