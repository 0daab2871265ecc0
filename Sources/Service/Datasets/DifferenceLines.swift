import Codecs
import HTTP
import Manifests
import Records
import Synchronization

/// All differences of two versions as lines, composed while they are sent.
final class DifferenceLines: ByteStream {
    /// Bytes after which a piece is sent.
    private static let pieceByteCount = 128 * 1024

    private let context: Context
    private let walk: Mutex<DifferenceWalk>

    init(_ walk: DifferenceWalk, _ context: Context) {
        self.walk = Mutex(walk)
        self.context = context
    }

    func next() async throws -> [UInt8]? {
        let bytes = try await context.work { [self] _ in
            try walk.withLock { walk in
                var bytes: [UInt8] = []
                while bytes.count < DifferenceLines.pieceByteCount,
                    let difference = try walk.next()
                {
                    difference.json.write(into: &bytes)
                    bytes.append(UInt8(ascii: "\n"))
                }
                return bytes
            }
        }
        return bytes.isEmpty ? nil : bytes
    }
}

extension SampleDifference {
    var json: JSON {
        let change: JSON =
            switch self {
            case .added: "added"
            case .removed: "removed"
            case .changed: "changed"
            }
        let details = details
        return [
            "key": .string(key.text), "change": change,
            "parts": .array(details.parts.map { .string($0.text) }),
            "fields": .array(details.fields.map { .string($0) }),
            "split": .bool(details.isSplitChanged),
            "from": old?.json ?? .null, "to": new?.json ?? .null,
        ]
    }
}
