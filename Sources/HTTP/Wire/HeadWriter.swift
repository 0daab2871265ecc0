/// Writes response heads (RFC 9112 §4).
enum HeadWriter {
    /// The interim answer that asks for a body (RFC 9110 §15.2.1).
    static let goOn: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"

    /// What the head says about the connection and the moment.
    struct Context {
        var requestID: RequestID
        var keepsAlive: Bool
        /// An HTTP/1.0 client closes unless it is told not to.
        var isVersion10: Bool
        /// Whether the connection speaks TLS.
        var isSecure: Bool
    }

    /// Appends the head of `answer`, whose fields are known to be safe.
    ///
    /// - Parameter dateLine: the whole field line.
    static func write(
        _ answer: borrowing Answer, _ context: Context, dateLine: borrowing [UInt8],
        into bytes: inout GatheredBytes
    ) {
        writeLasting(answer, into: &bytes)
        writePassing(context, dateLine: dateLine, into: &bytes)
    }

    /// Writes what is the same whenever the answer is given.
    static func writeLasting(_ answer: borrowing Answer, into bytes: inout GatheredBytes) {
        writeStatusLine(answer.response.status, into: &bytes)
        if let type = answer.response.mediaType {
            bytes.append("Content-Type: ")
            bytes.append(text: type.text)
            bytes.append("\r\n")
        }
        writeFraming(answer, into: &bytes)
        if let etag = answer.response.etag {
            bytes.append("ETag: ")
            etag.write(into: &bytes)
            bytes.append("\r\n")
        }
        if let control = answer.response.cacheControl.text {
            bytes.append("Cache-Control: ")
            bytes.append(text: control)
            bytes.append("\r\n")
        }
        answer.response.rateLimit?.write(into: &bytes)
        for field in answer.response.fields {
            bytes.append(text: field.name)
            bytes.append(": ")
            bytes.append(text: field.value)
            bytes.append("\r\n")
        }
    }

    /// Writes what belongs to this one exchange, and the end of the head.
    @inline(__always)
    static func writePassing(
        _ context: Context, dateLine: borrowing [UInt8], into bytes: inout GatheredBytes
    ) {
        if !context.keepsAlive {
            bytes.append("Connection: close\r\n")
        } else if context.isVersion10 {
            bytes.append("Connection: keep-alive\r\n")
        }
        // Browsers are to use no plain HTTP here for a year (RFC 6797 §7.1).
        if context.isSecure { bytes.append("Strict-Transport-Security: max-age=31536000\r\n") }
        bytes.append(dateLine)
        bytes.append("X-Request-Id: ")
        context.requestID.write(into: &bytes)
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
            bytes.append("Content-Length: ")
            bytes.append(decimal: byteCount)
            bytes.append("\r\n")
        case .chunked: bytes.append("Transfer-Encoding: chunked\r\n")
        }
        if let range = answer.contentRange {
            bytes.append("Content-Range: ")
            bytes.append(text: range)
            bytes.append("\r\n")
        }
        if answer.dependsOnEncoding { bytes.append("Vary: Accept-Encoding\r\n") }
        if answer.acceptsRanges { bytes.append("Accept-Ranges: bytes\r\n") }
    }
}
