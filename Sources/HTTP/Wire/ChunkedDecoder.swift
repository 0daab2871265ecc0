/// Takes chunked content apart (RFC 9112 §7.1), whatever pieces it arrives in.
///
///     SIZE ──CR LF──▶ DATA ──▶ DATA_END ──CR LF──▶ SIZE
///       └─size 0──▶ TRAILER ──empty line──▶ END
///
/// Invariants:
/// 1. Every byte is looked at once; nothing but the trailer section is kept, and that is bounded.
/// 2. Sizes are 1 to 16 hexadecimal digits below 2^63; no sign, prefix or white space.
/// 3. Lines end with CR LF only; extensions and trailers are bounded, and extensions dropped.
struct ChunkedDecoder {
    /// What the next bytes are.
    enum Step: Equatable {
        /// Content lies in this range of the input.
        case data(Range<Int>)
        /// All input has been used and the content goes on.
        case needsMore
        /// The content ended before this index of the input.
        case end(at: Int)
    }

    private enum State: Equatable {
        case size(digitCount: Int)
        case sizeExtension
        case sizeLineFeed
        case data
        case dataReturn
        case dataLineFeed
        /// At the start of a line of the trailer section.
        case trailerStart
        case trailerName
        case trailerValue
        case trailerLineFeed
        case endLineFeed
        case end
    }

    private var state = State.size(digitCount: 0)
    private var remaining: Int64 = 0
    private var extensionByteCount = 0
    /// The lines behind the last chunk, without their line feeds.
    private var trailerSection: [UInt8] = []
    private let extensionLimit: Int
    private let trailerLimit: Int

    init(extensionByteLimit: Int, trailerByteLimit: Int) {
        extensionLimit = extensionByteLimit
        trailerLimit = trailerByteLimit
    }

    /// Reads `input` from `start` until content, the end of the content or that of the input.
    mutating func next(_ input: Span<UInt8>, from start: Int) throws(RequestError) -> Step {
        var index = start
        while true {
            if state == .end { return .end(at: index) }
            guard index < input.count else { return .needsMore }
            if state == .data {
                let count = Int(min(remaining, Int64(input.count - index)))
                remaining -= Int64(count)
                if remaining == 0 { state = .dataReturn }
                return .data(index..<index + count)
            }
            try take(input[index])
            index += 1
        }
    }

    private mutating func take(_ byte: UInt8) throws(RequestError) {
        switch state {
        case .size(let digitCount): try takeSize(byte, digitCount)
        case .sizeExtension: try takeExtension(byte)
        case .sizeLineFeed:
            guard byte == Grammar.lineFeed else { throw .malformedChunk }
            state = remaining == 0 ? .trailerStart : .data
        case .dataReturn:
            guard byte == Grammar.carriageReturn else { throw .malformedChunk }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == Grammar.lineFeed else { throw .malformedChunk }
            state = .size(digitCount: 0)
        case .trailerStart, .trailerName, .trailerValue: try takeTrailer(byte)
        case .trailerLineFeed:
            guard byte == Grammar.lineFeed else { throw .malformedChunk }
            state = .trailerStart
        case .endLineFeed:
            guard byte == Grammar.lineFeed else { throw .malformedChunk }
            state = .end
        case .data, .end: preconditionFailure("these states take no single bytes")
        }
    }

    private mutating func takeSize(_ byte: UInt8, _ digitCount: Int) throws(RequestError) {
        if let digit = ChunkedDecoder.digit(byte) {
            guard digitCount < 16 else { throw .malformedChunk }
            if digitCount == 0 { remaining = 0 }
            let (scaled, overflows) = remaining.multipliedReportingOverflow(by: 16)
            guard !overflows else { throw .malformedChunk }
            remaining = scaled + Int64(digit)
            state = .size(digitCount: digitCount + 1)
            return
        }
        guard digitCount > 0 else { throw .malformedChunk }
        switch byte {
        case Grammar.carriageReturn: state = .sizeLineFeed
        case UInt8(ascii: ";"): state = .sizeExtension
        default: throw .malformedChunk
        }
    }

    private mutating func takeExtension(_ byte: UInt8) throws(RequestError) {
        extensionByteCount += 1
        guard extensionByteCount <= extensionLimit else { throw .malformedChunk }
        if byte == Grammar.carriageReturn {
            state = .sizeLineFeed
        } else if !Grammar.isFieldValue(byte) {
            throw .malformedChunk
        }
    }

    // Most trailers are dropped, but all must be fields: a name, a colon, then only field bytes.
    private mutating func takeTrailer(_ byte: UInt8) throws(RequestError) {
        guard trailerSection.count < trailerLimit else {
            throw .trailersTooLarge(limit: trailerLimit)
        }
        trailerSection.append(byte)
        switch (state, byte) {
        case (.trailerStart, Grammar.carriageReturn): state = .endLineFeed
        case (.trailerValue, Grammar.carriageReturn): state = .trailerLineFeed
        case (.trailerName, Grammar.colon): state = .trailerValue
        case (.trailerValue, _) where Grammar.isFieldValue(byte): break
        case (.trailerStart, _) where Grammar.isToken(byte),
            (.trailerName, _) where Grammar.isToken(byte):
            state = .trailerName
        default: throw .malformedChunk
        }
    }

    /// The trailer fields, once the end has been found.
    var trailers: [Field] {
        trailerSection.split(separator: Grammar.carriageReturn).compactMap { line in
            guard let colon = line.firstIndex(of: Grammar.colon) else { return nil }
            let value = Substring(decoding: line[(colon + 1)...], as: UTF8.self)
            return Field(
                parsed: String(decoding: line[..<colon], as: UTF8.self),
                String(Grammar.trim(value)))
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        if Grammar.isDigit(byte) { return byte - UInt8(ascii: "0") }
        let letter = Grammar.lowercased(byte) &- UInt8(ascii: "a")
        return letter < 6 ? letter + 10 : nil
    }
}
