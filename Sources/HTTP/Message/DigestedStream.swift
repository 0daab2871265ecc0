internal import Codecs
internal import Synchronization

/// A stream that ends with the digest of its content, for a client that asks for that (RFC 9530
/// §2, §4): what is composed while it is sent has no digest before.
///
/// The digest is of the content in its coding, if it has one.
final class DigestedStream: ByteStream {
    private struct State: ~Copyable {
        var hasher = SHA256()
        var trailers: [Field] = []
    }

    private let stream: any ByteStream
    private let state = Mutex(State())

    private init(_ stream: any ByteStream) { self.stream = stream }

    /// Lets a response that is a stream end with its digest, and say so in its head.
    static func apply(to response: inout Response) {
        guard case .stream(let stream) = response.body, !response.status.forbidsContent else {
            return
        }
        response.fields.append(Field("Trailer", "Content-Digest"))
        response.body = .stream(DigestedStream(stream))
    }

    func next() async throws -> [UInt8]? {
        let piece = try await stream.next()
        state.withLock { state in
            if let piece {
                state.hasher.update(piece)
            } else if state.trailers.isEmpty {
                state.trailers = [DigestField.content(state.hasher.finish())]
            }
        }
        return piece
    }

    var trailers: [Field] { state.withLock { $0.trailers } }
}
