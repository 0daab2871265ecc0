internal import Posix
internal import TLS

/// One connection to a server, and the bytes that came and were not taken yet.
///
/// One exchange at a time: a request is sent, its answer read to its end, and only then is the
/// connection idle again. After an error it is of no use.
final class ClientConnection {
    private let socket: ClientSocket
    let limits: ClientLimits
    private var received: ArraySlice<UInt8> = []
    /// Whether the last exchange ended cleanly and the server keeps the connection.
    private(set) var isIdle = true

    init(to url: ClientURL, limits: ClientLimits, tls: TLSContext?) throws(ClientError) {
        socket = try ClientSocket(to: url, limits: limits, tls: tls)
        self.limits = limits
    }

    /// Whether another request can be sent: an idle connection on which the server has said
    /// nothing, not even that it closes it.
    var isReusable: Bool {
        guard isIdle, received.isEmpty else { return false }
        let ready = try? socket.wait(for: .readable, milliseconds: 0)
        return ready?.isEmpty ?? false
    }

    func beginExchange() { isIdle = false }
    func endExchange() { isIdle = true }

    /// Sends `bytes` unless the server begins to speak first.
    ///
    /// - Returns: the bytes sent; fewer than given when there is something to read.
    func send(_ bytes: ArraySlice<UInt8>) throws(ClientError) -> Int {
        var rest = bytes
        while !rest.isEmpty {
            let ready = try wait(for: [.readable, .writable], .sending)
            if ready.contains(.readable) { break }
            do throws(Errno) {
                rest = rest.dropFirst(try socket.send(rest))
            } catch {
                throw .broken(.sending, error)
            }
        }
        return bytes.count - rest.count
    }

    /// Reads the next head, be it interim or final.
    ///
    /// - Parameter answerTimeoutSeconds: patience for its first byte.
    func head(answerTimeoutSeconds: Int) throws(ClientError) -> ResponseHead {
        var parser = ResponseHeadParser(limitBytes: limits.headBytes)
        var deadline: Int64?
        while true {
            do throws(ResponseHeadError) {
                if let byteCount = try parser.scan(received) {
                    let head = try ResponseHeadParser.parse(received.prefix(byteCount))
                    received = received.dropFirst(byteCount)
                    return head
                }
            } catch {
                throw .malformedHead(error)
            }
            let now = ClientSocket.nowMilliseconds
            var patience = answerTimeoutSeconds * 1000
            if !received.isEmpty {
                let end = deadline ?? now + Int64(limits.headTimeoutSeconds) * 1000
                deadline = end
                patience = Int(max(0, end - now))
            }
            guard try fill(.awaitingHead, milliseconds: patience) else {
                throw .closedEarly(.awaitingHead)
            }
        }
    }

    /// The next bytes of a body; nil when the server has closed the connection.
    func piece(byteLimit: Int64) throws(ClientError) -> [UInt8]? {
        if received.isEmpty {
            let patience = limits.idleTimeoutSeconds * 1000
            guard try fill(.receivingBody, milliseconds: patience) else { return nil }
        }
        let piece = received.prefix(Int(clamping: byteLimit))
        received = received.dropFirst(piece.count)
        return Array(piece)
    }

    /// The next bytes of a chunked body; nil at its end.
    func piece(of chunks: inout ChunkedDecoder) throws(ClientError) -> [UInt8]? {
        while true {
            let bytes = received
            let step: ChunkedDecoder.Step
            do throws(RequestError) {
                step = try chunks.next(bytes.span, from: 0)
            } catch {
                throw .malformedBody
            }
            switch step {
            case .data(let range):
                received = bytes.dropFirst(range.upperBound)
                return Array(bytes.prefix(range.upperBound).dropFirst(range.lowerBound))
            case .end(let byteCount):
                received = bytes.dropFirst(byteCount)
                return nil
            case .needsMore:
                received = []
                let patience = limits.idleTimeoutSeconds * 1000
                guard try fill(.receivingBody, milliseconds: patience) else {
                    throw .closedEarly(.receivingBody)
                }
            }
        }
    }

    private static let receiveBytes = 64 * 1024

    // Waits for more bytes; false at the end of the stream.
    private func fill(_ phase: ClientPhase, milliseconds: Int) throws(ClientError) -> Bool {
        while true {
            _ = try wait(for: .readable, phase, milliseconds: milliseconds)
            do throws(Errno) {
                switch try socket.receive(byteLimit: ClientConnection.receiveBytes) {
                case .bytes(let bytes):
                    if received.isEmpty { received = bytes[...] } else { received += bytes }
                    return true
                case .end: return false
                case .nothingYet: continue
                }
            } catch {
                throw .broken(phase, error)
            }
        }
    }

    private func wait(
        for events: ClientSocket.Readiness, _ phase: ClientPhase, milliseconds: Int? = nil
    ) throws(ClientError) -> ClientSocket.Readiness {
        let patience = milliseconds ?? limits.idleTimeoutSeconds * 1000
        let ready: ClientSocket.Readiness
        do throws(Errno) {
            ready = try socket.wait(for: events, milliseconds: patience)
        } catch {
            throw .broken(phase, error)
        }
        guard !ready.isEmpty else { throw .timedOut(phase, seconds: (patience + 999) / 1000) }
        return ready
    }
}
