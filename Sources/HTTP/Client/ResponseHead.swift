/// The status line and the fields of an answer (RFC 9112 §4, §5).
struct ResponseHead {
    /// 0 for HTTP/1.0, 1 for HTTP/1.1.
    let minorVersion: Int
    let status: Status
    let fields: [Field]

    /// All values of a field, joined as RFC 9110 §5.3 allows; nil when it is absent.
    func field(_ name: String) -> String? {
        let values = fields.filter { $0.isNamed(name) }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// Whether the server keeps the connection for another request (RFC 9112 §9.3).
    var keepsConnection: Bool {
        guard let options = Grammar.listElements(field("Connection") ?? "") else { return false }
        return minorVersion == 1
            && !options.contains { Grammar.equalsIgnoringCase($0, "close") }
    }
}

/// Why some bytes are not the head of an answer.
package enum ResponseHeadError: Error, Equatable {
    case malformedStatusLine
    /// Neither HTTP/1.0 nor HTTP/1.1.
    case unknownVersion
    /// The number of the line; the status line is 0.
    case malformedField(line: Int)
    case tooLarge(limitBytes: Int)
    /// More heads with a 1xx status than are read.
    case tooManyInterim(limit: Int)
    /// Content-Length together with Transfer-Encoding, two lengths, or a length that is no number.
    case contradictoryLength
    case unknownTransferCoding
}

/// How the end of an answer's body is known (RFC 9112 §6.3).
enum ResponseFraming: Equatable {
    case absent
    case length(Int64)
    case chunked
    case untilClose
}

extension ResponseHead {
    func framing(answering method: Method) throws(ResponseHeadError) -> ResponseFraming {
        let length = field("Content-Length")
        let coding = field("Transfer-Encoding")
        guard length == nil || coding == nil else { throw .contradictoryLength }
        if method == .head || status.forbidsContent { return .absent }
        if let coding {
            guard Grammar.equalsIgnoringCase(coding, "chunked"), minorVersion == 1 else {
                throw .unknownTransferCoding
            }
            return .chunked
        }
        guard let length else { return .untilClose }
        guard (1...18).contains(length.utf8.count), let byteCount = Int64(length),
            length.utf8.allSatisfy(Grammar.isDigit)
        else { throw .contradictoryLength }
        return .length(byteCount)
    }
}
