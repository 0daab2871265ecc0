import Catalog
import Codecs
import HTTP
import Records
import Shards
import Synchronization

/// A delivery as lines of JSON, composed while it is sent.
///
/// A line is a sample's object with `index` and `position`. The bytes of the parts that were asked
/// for stand in `texts` by the parts' names when they are UTF-8, else as base 64 in `bytes`; what
/// the view joins stands in `labels`.
final class DeliveryLines: ByteStream {
    /// Changes whenever the same samples would give other bytes.
    private static let formatVersion = 1
    /// Samples of one piece: about 100 KiB of lines without parts.
    private static let samplesPerPiece = 256
    /// A larger part is only named: lines are for small records.
    private static let partByteLimit: Int64 = 1024 * 1024
    /// Bytes of parts in one piece, but always one sample.
    private static let pieceByteLimit: Int64 = 1024 * 1024

    private let delivery: Delivery
    private let epoch: EpochIdentity
    private let source: any EpochSource
    private let parts: [PartName]
    private let context: Context
    /// Steps that were sent.
    private let sentCount = Mutex(0)

    init(
        _ delivery: Delivery, of source: any EpochSource, parts: [PartName], context: Context
    ) {
        self.delivery = delivery
        epoch = delivery.identity
        self.source = source
        self.parts = parts
        self.context = context
    }

    /// Of all that the bytes are a function of: their strong validator.
    var digest: Digest {
        ShardIdentity(
            manifest: source.digest,
            specification: [
                "delivery": delivery.specification, "lines": .number(DeliveryLines.formatVersion),
                "parts": .array(parts.map { .string($0.text) }),
            ], shardIndex: 0
        ).digest
    }

    func next() async throws -> [UInt8]? {
        let first = sentCount.withLock { $0 }
        guard first < delivery.stepCount else { return nil }
        let (bytes, count) = try await context.work { [self] storage in
            try piece(from: first, storage)
        }
        sentCount.withLock { $0 = first + count }
        return bytes
    }

    /// The lines of some steps, and how many.
    private func piece(from first: Int, _ storage: Storage) throws -> ([UInt8], Int) {
        let end = min(delivery.stepCount, first + DeliveryLines.samplesPerPiece)
        let indices = (first..<end).map(delivery.cut.index(at:))
        let samples = try source.samples(at: indices, of: epoch, in: storage)
        let count = countThatFits(samples)
        let contents = try Deliveries(storage, plans: context.plans).parts(
            named: parts, of: samples[..<count].map(\.delivered),
            byteLimit: DeliveryLines.partByteLimit)
        var bytes: [UInt8] = []
        for step in 0..<count {
            var object = samples[step].json(at: indices[step])
            DeliveryLines.add(contents[step], to: &object)
            JSON.object(object).write(into: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        return (bytes, count)
    }

    private func countThatFits(_ samples: [PlacedSample]) -> Int {
        var byteCount: Int64 = 0
        for (index, sample) in samples.enumerated() {
            for part in sample.delivered.sample.parts
            where parts.contains(part.name) && part.byteCount <= DeliveryLines.partByteLimit {
                byteCount += part.byteCount
            }
            if byteCount > DeliveryLines.pieceByteLimit, index > 0 { return index }
        }
        return samples.count
    }

    private static func add(
        _ contents: [(name: PartName, bytes: [UInt8])], to object: inout JSONObject
    ) {
        var texts = JSONObject()
        var others = JSONObject()
        for (name, bytes) in contents {
            if let text = String(validating: bytes, as: UTF8.self) {
                texts[name.text] = .string(text)
            } else {
                others[name.text] = .string(Base64.encode(bytes))
            }
        }
        if !texts.isEmpty { object["texts"] = .object(texts) }
        if !others.isEmpty { object["bytes"] = .object(others) }
    }
}
