/// An answer whose body is read piece by piece.
///
/// The connection serves the next request once the body was read to its end; an answer that is let
/// go before costs the connection.
package final class ClientResponse {
    private enum Remainder {
        case ended
        case length(Int64)
        case chunks(ChunkedDecoder)
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
        case .chunked:
            remainder = .chunks(
                ChunkedDecoder(
                    extensionByteLimit: connection.limits.chunkExtensionBytes,
                    trailerByteLimit: connection.limits.trailerBytes))
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
        switch remainder {
        case .ended: return nil
        case .length(let byteCount):
            guard let piece = try connection.piece(byteLimit: byteCount) else {
                throw .closedEarly(.receivingBody)
            }
            remainder = .length(byteCount - Int64(piece.count))
            if byteCount == Int64(piece.count) { end() }
            return piece
        case .chunks(var decoder):
            let piece = try connection.piece(of: &decoder)
            remainder = .chunks(decoder)
            if piece == nil { end() }
            return piece
        case .untilClose:
            let piece = try connection.piece(byteLimit: Int64.max)
            if piece == nil { end() }
            return piece
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
}
