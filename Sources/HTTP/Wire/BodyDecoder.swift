/// Finds the content of a request in what arrives, and its end.
struct BodyDecoder {
    private enum Kind {
        case length(remaining: Int64)
        case chunked(ChunkedDecoder)
    }

    /// What came out of some input.
    struct Decoded {
        /// Bytes of the input that belong to this body: what follows is the next request.
        var consumedByteCount: Int
        var isComplete: Bool
    }

    private var kind: Kind
    /// Bytes of content that came out so far.
    private(set) var contentByteCount: Int64 = 0
    private let limit: Int64

    /// - Parameter limit: content beyond it is ``RequestError/bodyTooLarge(limit:)``.
    init(_ framing: BodyFraming, limit: Int64, limits: HTTPLimits) {
        self.limit = limit
        switch framing {
        case .none: kind = .length(remaining: 0)
        case .length(let byteCount): kind = .length(remaining: byteCount)
        case .chunked:
            kind = .chunked(
                ChunkedDecoder(
                    extensionByteLimit: limits.chunkExtensionByteCount,
                    trailerByteLimit: limits.trailerByteCount))
        }
    }

    /// Appends the content in `input` to `content`.
    mutating func decode(
        _ input: Span<UInt8>, into content: inout [UInt8]
    ) throws(RequestError) -> Decoded {
        switch kind {
        case .length(let remaining):
            let count = Int(min(remaining, Int64(input.count)))
            try append(input, 0..<count, to: &content)
            kind = .length(remaining: remaining - Int64(count))
            return Decoded(consumedByteCount: count, isComplete: remaining == Int64(count))
        case .chunked(var decoder):
            defer { kind = .chunked(decoder) }
            var index = 0
            while true {
                switch try decoder.next(input, from: index) {
                case .data(let range):
                    try append(input, range, to: &content)
                    index = range.upperBound
                case .needsMore:
                    return Decoded(consumedByteCount: input.count, isComplete: false)
                case .end(let end): return Decoded(consumedByteCount: end, isComplete: true)
                }
            }
        }
    }

    /// The fields behind the content; none before its end.
    var trailers: [Field] {
        switch kind {
        case .length: []
        case .chunked(let decoder): decoder.trailers
        }
    }

    private mutating func append(
        _ input: Span<UInt8>, _ range: Range<Int>, to content: inout [UInt8]
    ) throws(RequestError) {
        contentByteCount += Int64(range.count)
        guard contentByteCount <= limit else { throw .bodyTooLarge(limit: limit) }
        input.extracting(range).withUnsafeBufferPointer { content.append(contentsOf: $0) }
    }
}
