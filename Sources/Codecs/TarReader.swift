/// A file in a tar archive.
package struct TarMember: Sendable, Equatable {
    /// As it stands in the archive: not yet known to be safe.
    package let path: String
    package let byteCount: Int64

    package init(path: String, byteCount: Int64) {
        self.path = path
        self.byteCount = byteCount
    }
}

/// What a tar reader found.
///
/// Of each file: one `member`, `content` in pieces (none for an empty file), one `endOfMember`.
package enum TarEvent: Sendable, Equatable {
    case member(TarMember)
    case content([UInt8])
    case endOfMember
    /// The end marker. Only zeros may follow: they fill the last record.
    case end
}

/// Reads a tar archive that arrives in pieces: v7, ustar, pax (`path`, `size`) and GNU long names.
///
/// Directories and pax global headers are passed over; everything else that is no file is refused.
///
///     HEADER ──file──▶ CONTENT ──last byte──▶ PADDING ──▶ HEADER
///       │ ▲──────extended header───── EXTENSION ──▶ PADDING ──▶ HEADER
///       └──two blocks of zeros──▶ ENDED
///
/// Memory holds one block and one extended header. After an error the reader is done with: it
/// throws the same error again.
package struct TarReader {
    private enum State {
        case header
        case content(left: Int64)
        case `extension`(Extension, left: Int)
        case padding(left: Int)
        case ended
        case failed(TarError)
    }

    private enum Extension { case pax, global, longName }

    private let limits: TarLimits
    private var state = State.header
    /// A header block or an extended header that is not complete yet.
    private var gathered: [UInt8] = []
    /// Bytes of the archive before the next one.
    private var offset: Int64 = 0
    private var headerOffset: Int64 = 0
    private var contentPaddingByteCount = 0
    private var hasZeroBlock = false
    /// What extended headers say of the next member.
    private var pax = TarExtension()

    package init(limits: TarLimits = TarLimits()) { self.limits = limits }

    /// Takes the next bytes and returns what became complete with them.
    package mutating func feed(_ bytes: some Collection<UInt8>) throws(TarError) -> [TarEvent] {
        do {
            try refuseCompression(bytes)
            return try read(Array(bytes))
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// Takes the end of the input.
    ///
    /// - Throws: ``TarError/truncated(offset:)`` when the end marker is missing.
    package func finish() throws(TarError) {
        switch state {
        case .ended: return
        case .failed(let error): throw error
        case .header, .content, .extension, .padding: throw .truncated(offset: headerOffset)
        }
    }

    private mutating func read(_ bytes: [UInt8]) throws(TarError) -> [TarEvent] {
        var events: [TarEvent] = []
        var input = bytes[...]
        while !input.isEmpty {
            switch state {
            case .header:
                if gathered.isEmpty { headerOffset = offset }
                if take(&input, upTo: TarHeader.blockByteCount) { try endHeader(&events) }
            case .content(let left):
                let piece = input.prefix(Int(min(Int64(input.count), left)))
                skip(&input, piece.count)
                events.append(.content(Array(piece)))
                endContent(left: left - Int64(piece.count), &events)
            case .extension(let kind, let byteCount):
                if take(&input, upTo: byteCount) { try endExtension(kind) }
            case .padding(let left):
                let count = min(input.count, left)
                skip(&input, count)
                state = left == count ? .header : .padding(left: left - count)
            case .ended:
                // Another archive behind the first would be lost without a word.
                if let index = input.firstIndex(where: { $0 != 0 }) {
                    throw .trailing(offset: offset + Int64(index - input.startIndex))
                }
                skip(&input, input.count)
            case .failed(let error):
                throw error
            }
        }
        return events
    }

    /// No tar begins like gzip (RFC 1952 §2.3.1): a path cannot hold a control character here.
    private func refuseCompression(_ bytes: some Collection<UInt8>) throws(TarError) {
        if offset == 0, gathered.isEmpty, bytes.starts(with: [0x1F, 0x8B]) { throw .compressed }
    }

    private mutating func skip(_ input: inout ArraySlice<UInt8>, _ count: Int) {
        input = input.dropFirst(count)
        offset += Int64(count)
    }

    /// Gathers bytes until there are `count`; whether there are.
    private mutating func take(_ input: inout ArraySlice<UInt8>, upTo count: Int) -> Bool {
        let piece = input.prefix(count - gathered.count)
        gathered += piece
        skip(&input, piece.count)
        return gathered.count == count
    }

    private mutating func endHeader(_ events: inout [TarEvent]) throws(TarError) {
        defer { gathered = [] }
        if gathered.allSatisfy({ $0 == 0 }) {
            guard pax.isEmpty else { throw .malformed(offset: headerOffset) }
            if hasZeroBlock {
                state = .ended
                events.append(.end)
            }
            hasZeroBlock = true
            return
        }
        guard !hasZeroBlock, let block = TarBlock(gathered), block.byteCount >= 0 else {
            throw .malformed(offset: headerOffset)
        }
        switch block.typeFlag {
        case UInt8(ascii: "x"): try beginExtension(.pax, block)
        case UInt8(ascii: "g"): try beginExtension(.global, block)
        case UInt8(ascii: "L"): try beginExtension(.longName, block)
        default: try beginMember(block, &events)
        }
    }

    private mutating func beginExtension(_ kind: Extension, _ block: TarBlock) throws(TarError) {
        guard block.byteCount <= limits.extensionByteCount else {
            throw .extensionTooLong(offset: headerOffset, byteLimit: limits.extensionByteCount)
        }
        guard block.byteCount > 0 else { throw .malformed(offset: headerOffset) }
        state = .extension(kind, left: Int(block.byteCount))
    }

    private mutating func endExtension(_ kind: Extension) throws(TarError) {
        switch kind {
        case .pax:
            guard pax.read(gathered) else { throw .malformed(offset: headerOffset) }
        case .global:
            break
        case .longName:
            pax.path = Array(gathered.prefix { $0 != 0 })
        }
        state = .padding(left: TarHeader.paddingByteCount(after: Int64(gathered.count)))
        gathered = []
    }

    private mutating func beginMember(_ block: TarBlock, _ events: inout [TarEvent])
        throws(TarError)
    {
        let pathBytes = pax.path ?? block.path
        let byteCount = pax.byteCount ?? block.byteCount
        let isSparse = pax.isSparse
        pax = TarExtension()
        guard pathBytes.count <= limits.pathByteCount else {
            throw .pathTooLong(offset: headerOffset, byteLimit: limits.pathByteCount)
        }
        guard let path = String(validating: pathBytes, as: UTF8.self) else {
            throw .notUnicode(offset: headerOffset)
        }
        if let kind = isSparse ? .sparse : block.refusedKind {
            throw .refusedKind(path: path, kind: kind)
        }
        guard !path.isEmpty else { throw .malformed(offset: headerOffset) }
        if block.isDirectory(path: pathBytes) {
            guard byteCount == 0 else { throw .malformed(offset: headerOffset) }
            return
        }
        events.append(.member(TarMember(path: path, byteCount: byteCount)))
        contentPaddingByteCount = TarHeader.paddingByteCount(after: byteCount)
        endContent(left: byteCount, &events)
    }

    private mutating func endContent(left: Int64, _ events: inout [TarEvent]) {
        guard left == 0 else {
            state = .content(left: left)
            return
        }
        events.append(.endOfMember)
        state = contentPaddingByteCount == 0 ? .header : .padding(left: contentPaddingByteCount)
    }
}
