internal import Posix

/// Sends one request over one connection and reads the head of its answer.
///
/// A server may answer before it has the whole body: the answer then counts, and the rest of the
/// body is not sent (RFC 9112 §9.5).
struct ClientExchange {
    /// The answer's head, and whether the request was sent to its end.
    struct Outcome {
        let head: ResponseHead
        let wasSent: Bool
    }

    let connection: ClientConnection
    let request: ClientRequest

    func perform(_ requestHead: [UInt8]) throws(ClientError) -> Outcome {
        if let head = try sendRequest(requestHead) { return Outcome(head: head, wasSent: false) }
        return Outcome(head: try finalHead(), wasSent: true)
    }

    // The answer that came too early; nil when the request was sent to its end.
    private func sendRequest(_ requestHead: [UInt8]) throws(ClientError) -> ResponseHead? {
        switch request.body {
        case .none: return try send(requestHead)
        case .bytes(let bytes): return try send(requestHead + bytes)
        case .stream(let byteCount?, let next):
            if let head = try send(requestHead) { return head }
            return try sendExactly(byteCount, next)
        case .stream(nil, let next):
            if let head = try send(requestHead) { return head }
            return try sendChunked(next)
        }
    }

    private func sendExactly(_ byteCount: Int64, _ next: () throws -> [UInt8]?)
        throws(ClientError) -> ResponseHead?
    {
        var remaining = byteCount
        while let piece = try pull(next) {
            remaining -= Int64(piece.count)
            guard remaining >= 0 else { throw .sourceLength(declaredBytes: byteCount) }
            if let head = try send(piece) { return head }
        }
        guard remaining == 0 else { throw .sourceLength(declaredBytes: byteCount) }
        return nil
    }

    private func sendChunked(_ next: () throws -> [UInt8]?) throws(ClientError) -> ResponseHead? {
        while let piece = try pull(next) {
            // An empty chunk would end the body.
            guard !piece.isEmpty else { continue }
            let size = String(piece.count, radix: 16) + "\r\n"
            if let head = try send(Array(size.utf8) + piece + [0x0D, 0x0A]) { return head }
        }
        return try send(Array("0\r\n\r\n".utf8))
    }

    private func pull(_ next: () throws -> [UInt8]?) throws(ClientError) -> [UInt8]? {
        do {
            return try next()
        } catch {
            throw .source(error)
        }
    }

    private func send(_ bytes: [UInt8]) throws(ClientError) -> ResponseHead? {
        var rest = bytes[...]
        while !rest.isEmpty {
            do throws(ClientError) {
                rest = rest.dropFirst(try connection.send(rest))
            } catch {
                // The server may have answered before it hung up.
                guard let head = try? finalHead() else { throw error }
                return head
            }
            guard !rest.isEmpty else { return nil }
            let head = try head()
            if !head.isInterim { return head }
        }
        return nil
    }

    private func finalHead() throws(ClientError) -> ResponseHead {
        for _ in 0...connection.limits.interimHeads {
            let head = try head()
            if !head.isInterim { return head }
        }
        throw .malformedHead(.tooManyInterim(limit: connection.limits.interimHeads))
    }

    private func head() throws(ClientError) -> ResponseHead {
        let patience = request.answerTimeoutSeconds ?? connection.limits.idleTimeoutSeconds
        return try connection.head(answerTimeoutSeconds: patience)
    }
}

extension ResponseHead {
    /// Whether another head follows it. 101 ends HTTP, and nobody asked for that.
    fileprivate var isInterim: Bool {
        (100...199).contains(status.rawValue) && status.rawValue != 101
    }
}
