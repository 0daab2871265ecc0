package import Codecs
import Records

/// A run of bytes of a shard, from an offset on.
package enum TarSegment: Sendable, Equatable {
    /// These bytes: the rest of a header, or of a label.
    case bytes([UInt8])
    /// `byteCount` bytes of a blob from `offset` on.
    case blob(Digest, offset: Int64, byteCount: Int64)
    /// So many zeros.
    case zeros(Int64)

    package var byteCount: Int64 {
        switch self {
        case .bytes(let bytes): Int64(bytes.count)
        case .blob(_, _, let byteCount), .zeros(let byteCount): byteCount
        }
    }
}

/// Where everything stands in a tar of some samples, known before a byte is read.
///
/// Members are the samples' parts in order, named `KEY.PART`, then their labels. The bytes are a
/// function of the samples alone (see ``TarHeader``): a shard has an exact length and a strong
/// validator, and any range of it can be composed.
package struct TarLayout: Sendable {
    /// Changes whenever the same samples would give other bytes.
    package static let formatVersion = 1

    private struct Member: Sendable {
        let path: String
        let content: Content
        let byteCount: Int64
        /// Offset of the header.
        let start: Int64
    }

    private enum Content: Sendable {
        case blob(Digest)
        case bytes([UInt8])

        var digest: Digest {
            switch self {
            case .blob(let digest): digest
            case .bytes(let bytes): Digest.of(bytes)
            }
        }
    }

    /// Whether each member's header has the digest of its content.
    private let hasChecksums: Bool
    private var members: [Member] = []
    /// Offset of the end blocks.
    private var endOffset: Int64 = 0

    /// Bytes of the whole archive.
    package var byteCount: Int64 { endOffset + Int64(TarHeader.endByteCount) }

    /// The layout of no samples.
    package init(hasChecksums: Bool = false) { self.hasChecksums = hasChecksums }

    /// - Throws: ``TarLayoutError/tooManyBytes`` when 63 bits cannot count the archive's bytes.
    package init(_ samples: some Sequence<DeliveredSample>, hasChecksums: Bool = false)
        throws(TarLayoutError)
    {
        self.init(hasChecksums: hasChecksums)
        for sample in samples { try append(sample) }
    }

    /// Adds the parts of a sample at the end of the archive; after an error, some of them.
    ///
    /// - Throws: ``TarLayoutError/tooManyBytes`` when 63 bits cannot count the archive's bytes.
    package mutating func append(_ delivered: DeliveredSample) throws(TarLayoutError) {
        let key =
            delivered.folder.map { "\($0)/\(delivered.sample.key)" }
            ?? delivered.sample.key.text
        for part in delivered.sample.parts {
            try append(.blob(part.digest), byteCount: part.byteCount, named: part.name, of: key)
        }
        for part in delivered.labelParts {
            try append(
                .bytes(part.bytes), byteCount: Int64(part.bytes.count), named: part.name, of: key)
        }
    }

    private mutating func append(
        _ content: Content, byteCount: Int64, named name: PartName, of key: String
    ) throws(TarLayoutError) {
        let member = Member(
            path: "\(key).\(name)", content: content, byteCount: byteCount, start: endOffset)
        let around = Int64(
            header(of: member).count + TarHeader.paddingByteCount(after: byteCount))
        let room = Int64.max - Int64(TarHeader.endByteCount) - around
        guard byteCount <= room, endOffset <= room - byteCount else { throw .tooManyBytes }
        members.append(member)
        endOffset += around + byteCount
    }

    /// The longest run of one kind that begins at `offset`, which must be inside the archive.
    ///
    /// Takes the time of a binary search over the members.
    package func segment(at offset: Int64) -> TarSegment {
        precondition((0..<byteCount).contains(offset), "ranges are clamped to the archive")
        guard offset < endOffset else { return .zeros(byteCount - offset) }
        let index = memberIndex(at: offset)
        let member = members[index]
        let header = header(of: member)
        let inMember = offset - member.start
        if inMember < Int64(header.count) { return .bytes(Array(header[Int(inMember)...])) }
        let inContent = inMember - Int64(header.count)
        if inContent < member.byteCount {
            switch member.content {
            case .bytes(let bytes): return .bytes(Array(bytes[Int(inContent)...]))
            case .blob(let digest):
                return .blob(digest, offset: inContent, byteCount: member.byteCount - inContent)
            }
        }
        let isLast = index + 1 == members.count
        return .zeros((isLast ? byteCount : members[index + 1].start) - offset)
    }

    /// The last member that begins at or before an offset.
    private func memberIndex(at offset: Int64) -> Int {
        var low = 0
        var high = members.count
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if members[middle].start <= offset { low = middle } else { high = middle }
        }
        return low
    }

    private func header(of member: Member) -> [UInt8] {
        TarHeader.bytes(
            path: member.path, byteCount: member.byteCount,
            checksum: hasChecksums ? member.content.digest : nil)
    }
}

package enum TarLayoutError: Error, Equatable {
    case tooManyBytes
}
