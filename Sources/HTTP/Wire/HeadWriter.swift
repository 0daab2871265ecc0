/// Writes response heads (RFC 9112 §4).
enum HeadWriter {
    /// The interim answer that asks for a body (RFC 9110 §15.2.1).
    static let goOn: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"

    /// What the head says about the connection and the moment.
    struct Context {
        var requestID: RequestID
        /// The whole field line.
        var dateLine: [UInt8]
        var keepsAlive: Bool
        /// An HTTP/1.0 client closes unless it is told not to.
        var isVersion10: Bool
    }

    /// Appends the head of `answer`, whose fields are known to be safe.
    static func write(
        _ answer: borrowing Answer, _ context: borrowing Context, into bytes: inout GatheredBytes
    ) {
        writeStatusLine(answer.response.status, into: &bytes)
        bytes.append(context.dateLine[...])
        bytes.append("X-Request-Id: ")
        context.requestID.write(into: &bytes)
        if let type = answer.response.mediaType {
            bytes.append("\r\nContent-Type: ")
            bytes.append(text: type.text)
        }
        writeFraming(answer, into: &bytes)
        if let etag = answer.response.etag {
            bytes.append("\r\nETag: ")
            etag.write(into: &bytes)
        }
        if let control = answer.response.cacheControl.text {
            bytes.append("\r\nCache-Control: ")
            bytes.append(text: control)
        }
        answer.response.rateLimit?.write(into: &bytes)
        for field in answer.response.fields {
            bytes.append("\r\n")
            bytes.append(text: field.name)
            bytes.append(": ")
            bytes.append(text: field.value)
        }
        if !context.keepsAlive {
            bytes.append("\r\nConnection: close")
        } else if context.isVersion10 {
            bytes.append("\r\nConnection: keep-alive")
        }
        bytes.append("\r\n\r\n")
    }

    /// The end of content in chunks, with the fields behind it (RFC 9112 §7.1.2).
    static func lastChunk(_ trailers: [Field]) -> [UInt8] {
        var text = "0\r\n"
        for field in trailers where field.isSafe { text += "\(field.name): \(field.value)\r\n" }
        return Array((text + "\r\n").utf8)
    }

    private static func writeStatusLine(_ status: Status, into bytes: inout GatheredBytes) {
        guard status != .ok else {
            bytes.append("HTTP/1.1 200 OK\r\n")
            return
        }
        bytes.append("HTTP/1.1 ")
        bytes.append(decimal: Int64(status.rawValue))
        bytes.append(" ")
        bytes.append(text: status.reason)
        bytes.append("\r\n")
    }

    private static func writeFraming(
        _ answer: borrowing Answer, into bytes: inout GatheredBytes
    ) {
        switch answer.framing {
        case .absent, .untilClose: break
        case .length(let byteCount):
            bytes.append("\r\nContent-Length: ")
            bytes.append(decimal: byteCount)
        case .chunked: bytes.append("\r\nTransfer-Encoding: chunked")
        }
        if let range = answer.contentRange {
            bytes.append("\r\nContent-Range: ")
            bytes.append(text: range)
        }
        if answer.dependsOnEncoding { bytes.append("\r\nVary: Accept-Encoding") }
        if answer.acceptsRanges { bytes.append("\r\nAccept-Ranges: bytes") }
    }
}
