import Blobs
import Codecs
import Records
import SQL

/// Changes as lines: `{"put": {…}}` or `{"remove": "key"}`.
///
/// A sample's parts name blobs that were uploaded before. Fields without a part `json` become one,
/// so that a shard tells all that is known of a sample.
struct LineIntake: ChangeIntake {
    /// Bytes of one line: a sample's fields and its parts' digests.
    private static let lineByteLimit = 256 * 1024

    private let storage: Storage
    private let sampleLimit: Int
    private var blobs: BlobIntake
    private var keys: Set<SampleKey> = []
    private var rest: [UInt8] = []
    private var lineNumber = 0
    private var changes: [SampleChange] = []
    private var errors = LineErrors()

    init(_ storage: Storage, under hold: IntakeHold, sampleLimit: Int) {
        self.storage = storage
        self.sampleLimit = sampleLimit
        blobs = BlobIntake(storage, under: hold)
    }

    var newBlobs: (count: Int, byteCount: Int64) { (blobs.newBlobCount, blobs.newByteCount) }

    mutating func append(_ bytes: [UInt8]) throws {
        rest += bytes
        var start = rest.startIndex
        while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
            try takeLine(Array(rest[start..<end]))
            start = end + 1
        }
        rest.removeSubrange(..<start)
        if errors.areHopeless { try errors.refuse() }
        if rest.count > LineIntake.lineByteLimit {
            // The line would be refused at its end; its number is told now, and no more is taken.
            lineNumber += 1
            errors.note(
                .json(.tooLong(byteLimit: LineIntake.lineByteLimit)), line: lineNumber)
            try errors.refuse()
        }
    }

    mutating func finish() throws -> [SampleChange] {
        try takeLine(rest)
        rest = []
        try errors.refuse()
        try blobs.flush()
        return changes
    }

    private mutating func takeLine(_ line: [UInt8]) throws {
        lineNumber += 1
        guard line.contains(where: { !" \t\r".utf8.contains($0) }) else { return }
        do {
            let limits = JSONReader.Limits(byteCount: LineIntake.lineByteLimit)
            try take(try SampleChange(try JSONReader.read(line, limits: limits)))
        } catch let error as JSONError {
            errors.note(.json(error), line: lineNumber)
        } catch CatalogError.sampleRepeated(let key) {
            errors.note(.sampleRepeated(key), line: lineNumber)
        } catch CatalogError.blobMissing(let digest) {
            errors.note(.blobMissing(digest), line: lineNumber)
        }
    }

    private mutating func take(_ change: SampleChange) throws {
        guard changes.count < sampleLimit else {
            throw CatalogError.commitTooLarge(sampleLimit: sampleLimit)
        }
        guard keys.insert(change.key).inserted else {
            throw CatalogError.sampleRepeated(change.key)
        }
        switch change {
        case .put(let sample): changes.append(.put(try complete(sample)))
        case .remove: changes.append(change)
        }
    }

    /// The sample with its fields as a part.
    private mutating func complete(_ sample: Sample) throws -> Sample {
        let known =
            sample.parts.isEmpty
            ? [:] : try BlobIndex.intact(sample.parts.lazy.map(\.digest), in: storage.database)
        var parts = try sample.parts.map { part in
            guard let location = known[part.digest] else {
                throw CatalogError.blobMissing(part.digest)
            }
            guard part.byteCount == location.byteCount else {
                throw JSONError.notAllowed(
                    pointer: "/put/parts/\(JSONPointer.escape(part.name.text))/bytes",
                    rule: "\(location.byteCount), as the blob has")
            }
            return Part(name: part.name, digest: part.digest, byteCount: location.byteCount)
        }
        if !sample.fields.isEmpty, !parts.contains(where: { $0.name == LineIntake.fieldsPart }) {
            let bytes = JSON.object(sample.fields).canonicalBytes
            let digest = try blobs.add(bytes)
            parts.append(
                Part(
                    name: LineIntake.fieldsPart, digest: digest, byteCount: Int64(bytes.count)))
        }
        return Sample(key: sample.key, parts: parts, fields: sample.fields, split: sample.split)
    }

    private static let fieldsPart = PartName(unchecked: "json")

}
