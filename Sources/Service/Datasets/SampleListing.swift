import Codecs
import HTTP
import Manifests
import Records
import Synchronization

/// Samples of a manifest with their positions, perhaps of one split only.
struct SampleListing: Sendable {
    let manifest: Manifest
    let split: SplitName?

    struct Entry: Sendable {
        let position: Int
        let sample: Sample

        init(position: Int, sample: Sample) {
            self.position = position
            self.sample = sample
        }

        /// The sample of a key; nil where the manifest has none.
        init?(_ key: SampleKey, in manifest: Manifest) throws {
            guard let place = try manifest.place(of: key) else { return nil }
            self.init(position: place.position, sample: place.sample)
        }

        /// The sample's object with its position.
        var json: JSON {
            var object = sample.json.object ?? JSONObject()
            object["position"] = .number(position)
            return .object(object)
        }
    }

    /// At most `limit` samples after a key.
    func page(after key: SampleKey?, limit: Int) throws -> [Entry] {
        guard let first = try position(after: key) else { return [] }
        var entries: [Entry] = []
        var position = first
        while entries.count < limit, position < manifest.sampleCount {
            let end = min(position + max(limit, 100), manifest.sampleCount)
            try manifest.forEach(in: position..<end) { position, sample in
                guard entries.count < limit, split == nil || sample.split == split else { return }
                entries.append(Entry(position: position, sample: sample))
            }
            position = end
        }
        return entries
    }

    /// The position of the first sample after a key; nil past the last.
    private func position(after key: SampleKey?) throws -> Int? {
        guard let key else { return manifest.sampleCount > 0 ? 0 : nil }
        guard let next = try manifest.samples(after: key, limit: 1).first else { return nil }
        return try manifest.position(of: next.key)
    }
}

/// A whole listing as lines, composed while it is sent.
final class SampleLines: ByteStream {
    /// Samples of one piece: about 100 KiB of lines.
    private static let samplesPerPiece = 500

    private let listing: SampleListing
    private let context: Context
    /// The key of the last sample sent; nil once nothing follows.
    private let progress: Mutex<(after: SampleKey?, isAtEnd: Bool)>

    init(listing: SampleListing, after: SampleKey?, context: Context) {
        self.listing = listing
        self.context = context
        progress = Mutex((after, false))
    }

    func next() async throws -> [UInt8]? {
        let (after, isAtEnd) = progress.withLock { $0 }
        if isAtEnd { return nil }
        let (bytes, last, count) = try await context.work { [listing] _ in
            let entries = try listing.page(after: after, limit: SampleLines.samplesPerPiece)
            var bytes: [UInt8] = []
            for entry in entries {
                entry.json.write(into: &bytes)
                bytes.append(UInt8(ascii: "\n"))
            }
            return (bytes, entries.last?.sample.key, entries.count)
        }
        progress.withLock { $0 = (last, count < SampleLines.samplesPerPiece) }
        return bytes.isEmpty ? nil : bytes
    }
}
