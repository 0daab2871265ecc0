internal import CZlib

/// Why some bytes are not gzip, or not all of it.
package enum GzipError: Error, Equatable {
    /// A header, the compressed form, or a checksum or length behind it is wrong; or what follows a
    /// member is not another one.
    case malformed
    /// The bytes end within a member, or there are none.
    case truncated
}

/// Reads gzip that arrives in pieces (RFC 1952), with bounded output.
///
///     BETWEEN ──first byte──▶ MEMBER ──checksum and length agree──▶ BETWEEN
///
/// Several members are one content, as §2.2 says; nothing else may follow a member, zeros neither.
/// Memory: zlib's state and its window, about 40 KiB, whatever the bytes say.
package struct GzipDecoder: ~Copyable {
    /// The largest window there is; a member says how much of it it needs.
    private static let windowBits: CInt = 15
    /// What zlib adds to the window's bits to read gzip's frame and nothing else.
    private static let gzipFrame: CInt = 16

    private let stream: UnsafeMutablePointer<z_stream>  // zlib's state points back at it
    private var memberCount = 0
    private var isWithinMember = false

    package init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let result = inflateInit2_(
            stream, GzipDecoder.windowBits + GzipDecoder.gzipFrame, ZLIB_VERSION,
            CInt(MemoryLayout<z_stream>.size))
        precondition(result == Z_OK, "zlib has no memory, or is another version than its header")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Takes bytes from the front of `input` and returns what they were before: at most
    /// `byteLimit` bytes.
    ///
    /// When it returns fewer, all of `input` has been taken and more of it is needed.
    package mutating func decode(
        _ input: inout ArraySlice<UInt8>, byteLimit: Int
    ) throws(GzipError) -> [UInt8] {
        var output: [UInt8] = []
        while output.count < byteLimit {
            if !isWithinMember {
                guard !input.isEmpty else { break }
                inflateReset(stream)
                isWithinMember = true
            }
            let (result, piece) = inflate(&input, room: byteLimit - output.count)
            if output.isEmpty { output = piece } else { output += piece }
            switch result {
            case Z_STREAM_END:
                isWithinMember = false
                memberCount += 1
            // The room is full, or zlib wants more input (zlib.h, inflate).
            case Z_OK, Z_BUF_ERROR: return output
            default: throw .malformed
            }
        }
        return output
    }

    /// Takes the end of the input.
    package func finish() throws(GzipError) {
        guard !isWithinMember, memberCount > 0 else { throw .truncated }
    }

    private func inflate(
        _ input: inout ArraySlice<UInt8>, room byteCount: Int
    ) -> (result: CInt, output: [UInt8]) {
        var result = Z_OK
        var taken = 0
        let output = [UInt8](unsafeUninitializedCapacity: byteCount) { room, count in
            taken = input.withUnsafeBufferPointer { bytes in
                // zlib reads through the pointer only.
                stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
                stream.pointee.avail_in = CUnsignedInt(clamping: bytes.count)
                stream.pointee.next_out = room.baseAddress
                stream.pointee.avail_out = CUnsignedInt(clamping: room.count)
                result = CZlib.inflate(stream, Z_NO_FLUSH)
                return min(bytes.count, Int(CUnsignedInt.max)) - Int(stream.pointee.avail_in)
            }
            count = min(room.count, Int(CUnsignedInt.max)) - Int(stream.pointee.avail_out)
        }
        input = input.dropFirst(taken)
        return (result, output)
    }
}
