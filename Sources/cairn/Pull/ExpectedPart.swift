import Codecs
import Records

/// A part that a version has, as its listing says it.
struct ExpectedPart: Equatable {
    let key: SampleKey
    let name: PartName
    let digest: Digest
    let byteCount: Int64

    /// Its path in a shard and in a folder.
    var path: String { "\(key).\(name)" }

    /// The parts of a sample's document, in the order of their names' bytes.
    ///
    /// Names are checked here, before anything is written: they become paths.
    static func all(of sample: JSON) throws(Failure) -> [ExpectedPart] {
        guard let keyText = sample[API.Sample.key]?.string,
            let parts = sample[API.Sample.parts]?.object
        else { throw .notUnderstood(reason: "a sample without a key or parts") }
        var expected: [ExpectedPart] = []
        for member in parts.members {
            guard SampleKey.admits(keyText), PartName.admits(member.name),
                let text = member.value[API.Sample.digest]?.string,
                let digest = Digest(text),
                let byteCount = member.value[API.Sample.bytes]?.integer, byteCount >= 0
            else { throw .notUnderstood(reason: "a part without name, digest or size") }
            expected.append(
                ExpectedPart(
                    key: SampleKey(unchecked: keyText), name: PartName(unchecked: member.name),
                    digest: digest, byteCount: Int64(byteCount)))
        }
        return expected.sorted { $0.name < $1.name }
    }
}
