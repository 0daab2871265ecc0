import Codecs
import Formats
import Records

/// A WebDataset tar as changes: each sample is put.
struct TarIntake: ChangeIntake {
    private var reader = TarReader()
    private var assembler: SampleAssembler
    private var blobs: BlobIntake
    private var member: MemberIntake?
    private var changes: [SampleChange] = []

    init(_ storage: Storage, under hold: IntakeHold, split: SplitRule, sampleLimit: Int) {
        assembler = SampleAssembler(splitRule: split, sampleLimit: sampleLimit)
        blobs = BlobIntake(storage, under: hold)
    }

    var newBlobs: (count: Int, byteCount: Int64) { (blobs.newBlobCount, blobs.newByteCount) }

    mutating func append(_ bytes: [UInt8]) throws {
        for event in try reader.feed(bytes) { try take(event) }
    }

    mutating func finish() throws -> [SampleChange] {
        try reader.finish()
        if let sample = assembler.finish() { changes.append(.put(sample)) }
        try blobs.flush()
        return changes
    }

    private mutating func take(_ event: TarEvent) throws {
        switch event {
        case .member(let description):
            if let sample = try assembler.beginMember(description) { changes.append(.put(sample)) }
            member = try blobs.beginMember(byteCount: description.byteCount)
        case .content(let bytes):
            assembler.takeContent(bytes)
            try member?.append(bytes)
        case .endOfMember:
            guard let ended = member else { preconditionFailure("a member that ends has begun") }
            member = nil
            try assembler.endMember(try blobs.endMember(ended))
        case .end:
            break
        }
    }
}
