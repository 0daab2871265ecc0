internal import Codecs
internal import Synchronization

/// A stream in the coding gzip: each piece is compressed when the loop asks for it, so that a
/// large answer does not hold the loop, and reaches the client at once.
final class GzipStream: ByteStream {
    private struct State: ~Copyable {
        var encoder = GzipEncoder()
        var hasEnded = false
    }

    private let plain: any ByteStream
    private let state = Mutex(State())

    init(_ plain: any ByteStream) { self.plain = plain }

    func next() async throws -> [UInt8]? {
        if state.withLock({ $0.hasEnded }) { return nil }
        let piece = try await plain.next()
        return state.withLock { state in
            if let piece { return state.encoder.encode(piece) }
            state.hasEnded = true
            return state.encoder.finish()
        }
    }
}

/// Bytes in memory as a stream.
final class PieceStream: ByteStream {
    // Compressed in about half a millisecond, which other connections can wait.
    private static let pieceByteCount = 64 * 1024

    private let rest: Mutex<ArraySlice<UInt8>>

    init(_ bytes: [UInt8]) { rest = Mutex(bytes[...]) }

    func next() async throws -> [UInt8]? {
        rest.withLock { rest in
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(PieceStream.pieceByteCount) }
            return Array(rest.prefix(PieceStream.pieceByteCount))
        }
    }
}
