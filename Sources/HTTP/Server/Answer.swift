/// A response fitted to its request: conditions and range applied, framing chosen. Pure.
struct Answer {
    /// What is sent after the head.
    enum Content {
        case none
        case bytes(ArraySlice<UInt8>)
        case regions(any RegionSource, Range<Int64>)
        case stream(any ByteStream, isChunked: Bool)
    }

    /// How the client finds the end of the content (RFC 9112 §6.3).
    enum Framing: Equatable {
        /// The status says that there is none.
        case absent
        case length(Int64)
        case chunked
        /// HTTP/1.0 and an unknown length: the end of the connection.
        case untilClose
    }

    /// What of the request counts here.
    struct Circumstances {
        var method: Method
        var isVersion10: Bool
        var conditions: Conditions?
        var acceptsGzip = false
        var wantsDigestTrailer = false
        /// Makes the boundary between several ranges.
        var requestID: RequestID
        /// Whether the only condition is If-None-Match with the response's very tag.
        var isClientCurrent = false

        /// HTTP/1.0 has no chunks, and so no place behind them.
        var endsWithDigest: Bool { wantsDigestTrailer && !isVersion10 }
        /// A range is of the bytes as they are, and HTTP/1.0 has no chunks to send a coding in.
        var wantsGzip: Bool { acceptsGzip && !isVersion10 && conditions?.range == nil }
    }

    private(set) var response: Response
    private(set) var content: Content
    private(set) var framing: Framing
    /// The value of Content-Range.
    private(set) var contentRange: String?
    private(set) var acceptsRanges = false
    /// Whether another Accept-Encoding would have got another answer.
    let dependsOnEncoding: Bool

    /// - Throws: ``RequestError/preconditionFailed`` or
    ///   ``RequestError/rangeNotSatisfiable(byteCount:)``, which are answers of their own, or a
    ///   ``ResponseError``.
    init(_ response: consuming Response, to circumstances: Circumstances) throws {
        self.response = response
        try ResponseError.check(self.response)
        dependsOnEncoding = ContentCoding.apply(
            to: &self.response, isWanted: circumstances.wantsGzip)
        if circumstances.endsWithDigest { DigestedStream.apply(to: &self.response) }
        let byteCount = self.response.body.byteCount
        var range = 0..<(byteCount ?? 0)
        if circumstances.method.isRead, self.response.status == .ok {
            acceptsRanges = byteCount != nil
            let outcome =
                circumstances.isClientCurrent
                ? .notModified
                : circumstances.conditions?.outcome(
                    method: circumstances.method, etag: self.response.etag, byteCount: byteCount)
            switch outcome {
            case .whole?, nil: break
            case .notModified?:
                self.response.status = .notModified
                self.response.mediaType = nil
                self.response.fields.removeAll { $0.isNamed("Content-Encoding") }
            case .preconditionFailed?: throw RequestError.preconditionFailed
            case .rangeNotSatisfiable?:
                throw RequestError.rangeNotSatisfiable(byteCount: byteCount ?? 0)
            case .partial(let bytes)?:
                self.response.status = .partialContent
                contentRange = bytes.contentRange(of: byteCount ?? 0)
                range = bytes
            case .parts(let ranges)?:
                self.response.status = .partialContent
                let parts = Answer.putTogether(
                    ranges, of: self.response, boundary: circumstances.requestID.description)
                self.response.mediaType = parts.mediaType
                self.response.body = .regions(parts)
                range = 0..<parts.byteCount
            }
        }
        let isVersion10 = circumstances.isVersion10
        if self.response.status.forbidsContent {
            framing = .absent
        } else if self.response.body.byteCount != nil {
            framing = .length(Int64(range.count))
        } else {
            framing = isVersion10 ? .untilClose : .chunked
        }
        content =
            framing == .absent || circumstances.method == .head
            ? .none : Answer.content(self.response.body, range, isChunked: !isVersion10)
    }

    private static func putTogether(
        _ ranges: [Range<Int64>], of response: Response, boundary: String
    ) -> MultipartRanges {
        let source: any RegionSource
        switch response.body {
        case .regions(let regions): source = regions
        case .bytes(let bytes): source = ByteRegions(bytes: bytes)
        case .none, .stream: preconditionFailure("content without a length has no ranges")
        }
        return MultipartRanges(ranges, of: source, type: response.mediaType, boundary: boundary)
    }

    private static func content(
        _ body: Body, _ range: Range<Int64>, isChunked: Bool
    ) -> Content {
        switch body {
        case .none: .none
        case .bytes(let bytes):
            .bytes(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
        case .regions(let source): range.isEmpty ? .none : .regions(source, range)
        case .stream(let stream): .stream(stream, isChunked: isChunked)
        }
    }
}
