/// A response that never changes, with its head written once.
///
/// Sent for a plain GET or HEAD, it is copied; only the moment, the request's identity and the
/// future of the connection are written each time. Who asks for more than all of it (ranges,
/// conditions, a coding) gets an answer made of ``response``, as from any handler.
package final class PreparedResponse: Sendable {
    package let response: Response
    /// Status line and fields of the whole answer; none where the response cannot be sent, which
    /// the usual way tells.
    let wholeHead: [UInt8]
    /// The same of an answer 304; none for a response without an entity tag.
    let notModifiedHead: [UInt8]
    /// Content that is in memory.
    let content: [UInt8]
    /// Whether the content must be fetched.
    let isContentElsewhere: Bool
    /// Whether a client that accepts gzip gets other bytes.
    let dependsOnEncoding: Bool

    package init(_ response: Response) {
        self.response = response
        let whole = PreparedResponse.head(of: response, isClientCurrent: false)
        wholeHead = whole?.bytes ?? []
        dependsOnEncoding = whole?.dependsOnEncoding ?? false
        notModifiedHead =
            response.etag == nil || response.status != .ok
            ? [] : PreparedResponse.head(of: response, isClientCurrent: true)?.bytes ?? []
        switch response.body {
        case .bytes(let bytes) where !response.status.forbidsContent:
            (content, isContentElsewhere) = (bytes, false)
        case .none, .bytes: (content, isContentElsewhere) = ([], false)
        case .regions, .stream: (content, isContentElsewhere) = ([], true)
        }
    }

    private static func head(
        of response: Response, isClientCurrent: Bool
    ) -> (bytes: [UInt8], dependsOnEncoding: Bool)? {
        let circumstances = Answer.Circumstances(
            method: .get, isVersion10: false, conditions: nil,
            requestID: RequestID(high: 0, low: 0), isClientCurrent: isClientCurrent)
        guard let answer = try? Answer(response, to: circumstances) else { return nil }
        var bytes = GatheredBytes(capacity: 256)
        HeadWriter.writeLasting(answer, into: &bytes)
        return (Array(bytes.bytes()), answer.dependsOnEncoding)
    }
}

/// What a handler that need not wait answers with.
package enum Reply: Sendable {
    /// Made for this request.
    case made(Response)
    /// The same for every request.
    case prepared(PreparedResponse)

    package var response: Response {
        switch self {
        case .made(let response): response
        case .prepared(let prepared): prepared.response
        }
    }

    /// Whether all of the content is in memory already.
    package var isInMemory: Bool {
        switch self {
        case .made(let response): response.body.isInMemory
        case .prepared(let prepared): !prepared.isContentElsewhere
        }
    }
}
