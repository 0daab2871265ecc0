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
        /// Whether the only condition is If-None-Match with the response's very tag.
        var isClientCurrent = false
    }

    private(set) var response: Response
    private(set) var content: Content
    private(set) var framing: Framing
    /// The value of Content-Range.
    private(set) var contentRange: String?
    private(set) var acceptsRanges = false

    /// - Throws: ``RequestError/preconditionFailed`` or
    ///   ``RequestError/rangeNotSatisfiable(byteCount:)``, which are answers of their own, or a
    ///   ``ResponseError``.
    init(_ response: consuming Response, to circumstances: Circumstances) throws {
        self.response = response
        try ResponseError.check(self.response)
        let byteCount = self.response.body.byteCount
        let isRead = circumstances.method == .get || circumstances.method == .head
        var range = 0..<(byteCount ?? 0)
        if isRead, self.response.status == .ok {
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
            case .preconditionFailed?: throw RequestError.preconditionFailed
            case .rangeNotSatisfiable?:
                throw RequestError.rangeNotSatisfiable(byteCount: byteCount ?? 0)
            case .partial(let bytes)?:
                self.response.status = .partialContent
                contentRange =
                    "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(byteCount ?? 0)"
                range = bytes
            }
        }
        let isVersion10 = circumstances.isVersion10
        if self.response.status.forbidsContent {
            framing = .absent
        } else if byteCount != nil {
            framing = .length(Int64(range.count))
        } else {
            framing = isVersion10 ? .untilClose : .chunked
        }
        content =
            framing == .absent || circumstances.method == .head
            ? .none : Answer.content(self.response.body, range, isChunked: !isVersion10)
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
