/// An answer whose body is read piece by piece.
///
/// The connection serves the next request once the body was read to its end; an answer that is let
/// go before costs the connection.
package final class ClientResponse {
    private enum Remainder {
        case ended
        case length(Int64)
        case chunkSize
        case chunk(Int64)
        case untilClose
    }

    package let status: Status
    private let head: ResponseHead
    private let connection: ClientConnection
    private let keepsConnection: Bool
    private var remainder: Remainder

    init(
        _ outcome: ClientExchange.Outcome, to method: Method, over connection: ClientConnection
    ) throws(ClientError) {
        head = outcome.head
        status = outcome.head.status
        self.connection = connection
        let framing: ResponseFraming
        do throws(ResponseHeadError) {
            framing = try outcome.head.framing(answering: method)
        } catch {
            throw .malformedHead(error)
        }
        keepsConnection =
            outcome.wasSent && outcome.head.keepsConnection && framing != .untilClose
        switch framing {
        case .absent: remainder = .length(0)
        case .length(let byteCount): remainder = .length(byteCount)
        case .chunked: remainder = .chunkSize
        case .untilClose: remainder = .untilClose
        }
        // A body of nothing is read already: nobody has to ask for it.
        if case .length(0) = remainder { end() }
    }

    /// The fields of the answer, in the order in which they came.
    package var fields: [Field] { head.fields }

    /// All values of a field, joined by commas; nil when it is absent. Case does not matter.
    package func field(_ name: String) -> String? { head.field(name) }

    /// What `Content-Length` says.
    package var declaredByteCount: Int64? { field("Content-Length").flatMap { Int64($0) } }

    /// The next bytes of the body, at least one; nil at its end.
    package func next() throws(ClientError) -> [UInt8]? {
        while true {
            switch remainder {
            case .ended: return nil
            case .length(let byteCount):
                let piece = try piece(byteLimit: byteCount)
                remainder = .length(byteCount - Int64(piece.count))
                if byteCount == Int64(piece.count) { end() }
                return piece
            case .chunkSize:
                let byteCount = try chunkSize()
                remainder = .chunk(byteCount)
                if byteCount == 0 {
                    try skipTrailers()
                    end()
                }
            case .chunk(let byteCount):
                let piece = try piece(byteLimit: byteCount)
                remainder = .chunk(byteCount - Int64(piece.count))
                if byteCount == Int64(piece.count) {
                    guard try connection.line().isEmpty else { throw .malformedBody }
                    remainder = .chunkSize
                }
                return piece
            case .untilClose:
                guard let piece = try connection.piece(byteLimit: Int64.max) else {
                    end()
                    return nil
                }
                return piece
            }
        }
    }

    /// The rest of the body.
    ///
    /// - Throws: ``ClientError/bodyTooLarge(limitBytes:)`` when it is longer than `limitBytes`.
    package func bytes(limitBytes: Int) throws(ClientError) -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try next() {
            guard bytes.count + piece.count <= limitBytes else {
                throw .bodyTooLarge(limitBytes: limitBytes)
            }
            bytes += piece
        }
        return bytes
    }

    private func end() {
        remainder = .ended
        if keepsConnection { connection.endExchange() }
    }

    private func piece(byteLimit: Int64) throws(ClientError) -> [UInt8] {
        guard let piece = try connection.piece(byteLimit: byteLimit) else {
            throw .closedEarly(.receivingBody)
        }
        return piece
    }

    // chunk-size [ chunk-ext ] CRLF (RFC 9112 §7.1); extensions mean nothing to us.
    private func chunkSize() throws(ClientError) -> Int64 {
        let line = try connection.line()
        let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 }
        let rest = line.dropFirst(digits.count).drop { $0 == 0x20 || $0 == 0x09 }
        guard (1...15).contains(digits.count),
            let byteCount = Int64(String(decoding: digits, as: UTF8.self), radix: 16),
            byteCount >= 0, digits.first != UInt8(ascii: "+"),
            rest.isEmpty || rest.first == UInt8(ascii: ";")
        else { throw .malformedBody }
        return byteCount
    }

    private func skipTrailers() throws(ClientError) {
        for _ in 0...connection.limits.trailerLines where try connection.line().isEmpty { return }
        throw .malformedBody
    }
}
