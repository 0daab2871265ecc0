import Codecs
import Records
import Synchronization
import TestSupport

@testable import Manifests

/// Pages in a dictionary, which counts what was read.
final class MemoryPages: PageReader {
    struct Missing: Error { let digest: Digest }
    private struct State {
        var pages: [Digest: [UInt8]] = [:]
        var readCount = 0
    }
    private let state = Mutex(State())

    func page(_ digest: Digest) throws -> [UInt8] {
        try state.withLock { state in
            state.readCount += 1
            guard let page = state.pages[digest] else { throw Missing(digest: digest) }
            return page
        }
    }
    func put(_ digest: Digest, _ bytes: [UInt8]) { state.withLock { $0.pages[digest] = bytes } }
    var readCount: Int { state.withLock { $0.readCount } }
    var digests: Set<Digest> { state.withLock { Set($0.pages.keys) } }
}

func sample(_ key: String, variant: Int = 0) throws -> Sample {
    let content = Array("\(key) \(variant)".utf8)
    var parts = [
        Part(
            name: try PartName("png"), digest: Digest.of(content), byteCount: Int64(content.count))
    ]
    if variant % 3 == 0 {
        parts.append(Part(name: try PartName("cls"), digest: Digest.of([1]), byteCount: 1))
    }
    var fields = JSONObject()
    fields["cls"] = .number(variant)
    if variant % 2 == 0 { fields["b"] = ["x": nil, "a": "ü"] }
    let split =
        variant % 4 == 0 ? nil : try SplitName(["train", "test", "validation"][variant % 3])
    return Sample(key: try SampleKey(key), parts: parts, fields: fields, split: split)
}

/// What a manifest gives back: fields in the order of their names.
func canonical(_ sample: Sample) throws -> Sample {
    let json = try JSONReader.read(JSON.object(sample.fields).canonicalBytes)
    return Sample(
        key: sample.key, parts: sample.parts, fields: json.object ?? JSONObject(),
        split: sample.split)
}

extension TreeShape {
    /// Small enough that a few hundred samples make many pages at each level.
    static let small = TreeShape(leafTarget: 8, pageTarget: 4)
}

/// Applies changes and reads the result back.
func apply(
    _ changes: [ManifestChange], to base: Manifest?, in pages: MemoryPages,
    shape: TreeShape = .small
) throws -> Manifest {
    var iterator = changes.sorted { $0.key < $1.key }.makeIterator()
    let root = try ManifestBuilder.apply(
        to: base, shape: base?.index.shape ?? shape, next: { iterator.next() },
        emit: { pages.put($0, $1) })
    return try Manifest(root: root, pages: pages)
}

extension Manifest {
    func allSamples() throws -> [Sample] {
        var samples: [Sample] = []
        try forEach(in: 0..<sampleCount) { samples.append($1) }
        return samples
    }
}
