internal import CZlib

/// Compresses bytes to gzip (RFC 1952) as they come.
///
/// Tuned for answers that are made while somebody waits and that many connections make at once:
/// zlib's fastest level, and a window of 8 KiB, so that one encoder takes about 70 KiB and not 260.
package struct GzipEncoder: ~Copyable {
    private static let windowBits: CInt = 13
    /// What zlib adds to the window's bits to write gzip's frame instead of its own.
    private static let gzipFrame: CInt = 16
    private static let memoryLevel: CInt = 6
    /// How much output room is made at a time.
    private static let roomByteCount = 16 * 1024

    private let stream: UnsafeMutablePointer<z_stream>  // zlib's state points back at it

    package init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let result = deflateInit2_(
            stream, Z_BEST_SPEED, Z_DEFLATED, GzipEncoder.windowBits + GzipEncoder.gzipFrame,
            GzipEncoder.memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            CInt(MemoryLayout<z_stream>.size))
        precondition(result == Z_OK, "zlib has no memory, or is another version than its header")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// The compressed form of the next bytes: a reader that has it can read all of them.
    package mutating func encode(_ bytes: [UInt8]) -> [UInt8] {
        bytes.isEmpty ? [] : deflate(bytes, Z_SYNC_FLUSH)
    }

    /// The end of the compressed form. Nothing may be encoded after it.
    package mutating func finish() -> [UInt8] { deflate([], Z_FINISH) }

    private func deflate(_ bytes: [UInt8], _ flush: CInt) -> [UInt8] {
        var input = bytes
        var output: [UInt8] = []
        input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = CUnsignedInt(input.count)
            var isFull = true
            // Ends when zlib leaves room unused: then it has nothing more to write.
            while isFull {
                let room = [UInt8](unsafeUninitializedCapacity: GzipEncoder.roomByteCount) {
                    room, count in
                    stream.pointee.next_out = room.baseAddress
                    stream.pointee.avail_out = CUnsignedInt(room.count)
                    let result = CZlib.deflate(stream, flush)
                    // A buffer error says that a full room was just enough (zlib.h, deflate).
                    precondition(
                        result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR,
                        "a stream that was begun takes bytes until it is finished")
                    count = room.count - Int(stream.pointee.avail_out)
                }
                isFull = room.count == GzipEncoder.roomByteCount
                output += room
            }
        }
        return output
    }
}
