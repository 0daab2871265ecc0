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
        let headerByteCount: Int

        var contentStart: Int64 { start + Int64(headerByteCount) }
        var contentEnd: Int64 { contentStart + byteCount }
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
        let path = key + "." + name.text
        let headerByteCount = TarHeader.byteCount(
            path: path, byteCount: byteCount, hasChecksum: hasChecksums)
        let around = Int64(headerByteCount + TarHeader.paddingByteCount(after: byteCount))
        let room = Int64.max - Int64(TarHeader.endByteCount) - around
        guard byteCount <= room, endOffset <= room - byteCount else { throw .tooManyBytes }
        members.append(
            Member(
                path: path, content: content, byteCount: byteCount, start: endOffset,
                headerByteCount: headerByteCount))
        endOffset += around + byteCount
    }

    /// The runs of one kind from `offset` on, which must be inside the archive; each the longest.
    ///
    /// The first is found by a binary search over the members.
    package func segments(from offset: Int64) -> Segments {
        precondition((0..<byteCount).contains(offset), "ranges are clamped to the archive")
        return Segments(
            layout: self, offset: offset, index: offset < endOffset ? memberIndex(at: offset) : 0)
    }

    /// What ``segments(from:)`` gives.
    package struct Segments: Sequence, IteratorProtocol {
        fileprivate let layout: TarLayout
        fileprivate var offset: Int64
        /// The member that has the offset, before the end blocks.
        fileprivate var index: Int

        package mutating func next() -> TarSegment? {
            guard offset < layout.byteCount else { return nil }
            let segment = layout.segment(at: offset, ofMember: index)
            offset += segment.byteCount
            let following = index + 1
            if following < layout.members.count, layout.members[following].start <= offset {
                index = following
            }
            return segment
        }
    }

    private func segment(at offset: Int64, ofMember index: Int) -> TarSegment {
        guard offset < endOffset else { return .zeros(byteCount - offset) }
        let member = members[index]
        if offset < member.contentStart {
            let header = TarHeader.bytes(
                path: member.path, byteCount: member.byteCount,
                checksum: hasChecksums ? member.content.digest : nil)
            return .bytes(Array(header[Int(offset - member.start)...]))
        }
        if offset < member.contentEnd {
            let start = offset - member.contentStart
            switch member.content {
            case .bytes(let bytes): return .bytes(Array(bytes[Int(start)...]))
            case .blob(let digest):
                return .blob(digest, offset: start, byteCount: member.byteCount - start)
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
}

package enum TarLayoutError: Error, Equatable {
    case tooManyBytes
}
