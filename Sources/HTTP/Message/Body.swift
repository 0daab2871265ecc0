package import Posix

/// The content of a response, as data that the loop pulls.
package enum Body: Sendable {
    case none
    case bytes([UInt8])
    case regions(any RegionSource)
    case stream(any ByteStream)

    /// Whether all of it is here, and nothing waits for a disk.
    package var isInMemory: Bool {
        switch self {
        case .none, .bytes: true
        case .regions, .stream: false
        }
    }

    /// The length where it is known before sending.
    package var byteCount: Int64? {
        switch self {
        case .none: 0
        case .bytes(let bytes): Int64(bytes.count)
        case .regions(let source): source.byteCount
        case .stream: nil
        }
    }
}

/// Bytes of known length that can be read from any offset.
///
/// Stateless, so that Range, HEAD, 304 and resumption exist once, in the engine.
package protocol RegionSource: Sendable {
    /// Answers at once: it is asked on the loop.
    var byteCount: Int64 { get }

    /// The bytes from `offset` on: at least one byte, not past the end.
    ///
    /// Asked on the worker pool, so it may wait for a disk. An error before the first byte becomes
    /// a problem; one after it ends the connection, which tells the client that bytes are missing.
    func region(at offset: Int64) throws -> Region

    /// The same, if it can be told at once: asked on the loop. Nil leaves it to the worker pool.
    func regionAtHand(at offset: Int64) -> Region?
}

extension RegionSource {
    package func regionAtHand(at offset: Int64) -> Region? { nil }
}

/// A run of bytes that need not be in memory.
package enum Region: Sendable {
    case bytes([UInt8])
    case file(FileRegion)
    /// That many zero bytes: padding.
    case zeros(Int64)

    package var byteCount: Int64 {
        switch self {
        case .bytes(let bytes): Int64(bytes.count)
        case .file(let region): region.byteCount
        case .zeros(let count): count
        }
    }

    /// Whether the first `prefixByteCount` bytes can be read without waiting for a disk.
    func isInMemory(prefixByteCount: Int64) -> Bool {
        switch self {
        case .bytes, .zeros: true
        case .file(let region): region.isInMemory(prefixByteCount: Int(prefixByteCount))
        }
    }

    /// The first `byteCount` bytes of it; all of it when it has fewer.
    func prefix(_ byteCount: Int64) -> Region {
        guard byteCount < self.byteCount else { return self }
        return switch self {
        case .bytes(let bytes): .bytes(Array(bytes[..<Int(byteCount)]))
        case .file(let region):
            .file(FileRegion(file: region.file, offset: region.offset, byteCount: byteCount))
        case .zeros: .zeros(byteCount)
        }
    }
}

/// Bytes of unknown length, sent chunked as they come.
package protocol ByteStream: Sendable {
    /// The next piece; nil ends the stream; an empty piece is skipped.
    ///
    /// Runs on the loop's executor, never twice at once; cancelled when the client goes away.
    func next() async throws -> [UInt8]?

    /// The fields behind the last piece, asked for after it (RFC 9112 §7.1.2).
    var trailers: [Field] { get }
}

extension ByteStream {
    package var trailers: [Field] { [] }
}
