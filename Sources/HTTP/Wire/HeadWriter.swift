/// Writes response heads (RFC 9112 §4).
enum HeadWriter {
    /// The interim answer that asks for a body (RFC 9110 §15.2.1).
    static let goOn: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"

    /// What the head says about the connection and the moment.
    struct Context {
        var requestID: RequestID
        var date: [UInt8]
        var keepsAlive: Bool
        /// An HTTP/1.0 client closes unless it is told not to.
        var isVersion10: Bool
    }

    /// Appends the head of `answer`, whose fields are known to be safe.
    static func write(_ answer: Answer, _ context: Context, into bytes: inout [UInt8]) {
        let response = answer.response
        bytes.append("HTTP/1.1 ")
        append(Int64(response.status.rawValue), to: &bytes)
        bytes.append(" ")
        bytes.append(contentsOf: response.status.reason.utf8)
        bytes.append("\r\nDate: ")
        bytes.append(contentsOf: context.date)
        bytes.append("\r\nX-Request-Id: ")
        context.requestID.write(into: &bytes)
        if let type = response.mediaType { append("\r\nContent-Type: ", type.text, to: &bytes) }
        writeFraming(answer, into: &bytes)
        if let etag = response.etag { append("\r\nETag: ", etag.text, to: &bytes) }
        if let control = response.cacheControl.text {
            append("\r\nCache-Control: ", control, to: &bytes)
        }
        for field in response.fields {
            bytes.append("\r\n")
            bytes.append(contentsOf: field.name.utf8)
            append(": ", field.value, to: &bytes)
        }
        if !context.keepsAlive {
            bytes.append("\r\nConnection: close")
        } else if context.isVersion10 {
            bytes.append("\r\nConnection: keep-alive")
        }
        bytes.append("\r\n\r\n")
    }

    private static func writeFraming(_ answer: Answer, into bytes: inout [UInt8]) {
        switch answer.framing {
        case .absent, .untilClose: break
        case .length(let byteCount):
            bytes.append("\r\nContent-Length: ")
            append(byteCount, to: &bytes)
        case .chunked: bytes.append("\r\nTransfer-Encoding: chunked")
        }
        if let range = answer.contentRange { append("\r\nContent-Range: ", range, to: &bytes) }
        if answer.acceptsRanges { bytes.append("\r\nAccept-Ranges: bytes") }
    }

    private static func append(_ name: StaticString, _ value: String, to bytes: inout [UInt8]) {
        bytes.append(name)
        bytes.append(contentsOf: value.utf8)
    }

    /// Appends a decimal number that is not negative.
    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        let start = bytes.count
        var rest = number
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}

extension [UInt8] {
    /// Appends text that is known when compiling.
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }
}
