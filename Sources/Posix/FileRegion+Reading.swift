internal import CShims
internal import Glibc

/// Reading of regions by the HTTP engine: copying small ones, and keeping cold ones off a loop.
extension FileRegion {
    /// Whether both ends of the first `byteCount` bytes are in the page cache, so that sendfile(2)
    /// will not wait for a disk (measured: 0.7 µs a probe, against 0.6 to 7 ms on cold pages).
    ///
    /// True where the file system cannot tell.
    /// - Parameter knownEnd: up to where in the file that is known already, from ``offset`` on.
    package func isInMemory(prefixByteCount: Int, knownEnd: Int64 = 0) -> Bool {
        let last = offset + Int64(max(prefixByteCount - 1, 0))
        return (offset < knownEnd || isInMemory(at: offset))
            && (last < knownEnd || isInMemory(at: last))
    }

    private func isInMemory(at position: Int64) -> Bool {
        cshims_probe(file.rawDescriptor, position) >= 0 || Errno.last != .wouldBlock
    }

    /// Brings the first `byteCount` bytes into the page cache. May wait for a disk.
    ///
    /// The kernel is asked for all of them at once, and then a byte of each piece that it reads
    /// together is waited for: nothing is copied.
    package func warm(prefixByteCount: Int) throws(Errno) {
        // A hint: where it cannot be followed, the reads below do all the work.
        _ = posix_fadvise(
            file.rawDescriptor, off_t(offset), off_t(prefixByteCount), POSIX_FADV_WILLNEED)
        var done = 0
        while done < prefixByteCount {
            let last = min(done + FileRegion.pieceByteCount, prefixByteCount) - 1
            for position in [done, last] {
                var byte: UInt8 = 0
                let got = try Errno.check {
                    pread(file.rawDescriptor, &byte, 1, off_t(offset + Int64(position)))
                }
                if got == 0 { return }
            }
            done = last + 1
        }
    }

    /// Appends the first `count` bytes to `bytes`. May wait for a disk.
    ///
    /// - Throws: ``Errno/ioError`` when the file ends before the region does.
    package func append(prefix count: Int, to bytes: inout [UInt8]) throws(Errno) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        var done = 0
        while done < count {
            let position = offset + Int64(done)
            let got = try Errno.check {
                bytes.withUnsafeMutableBytes { buffer in
                    let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[(start + done)...])
                    return pread(
                        file.rawDescriptor, rest.baseAddress, rest.count, off_t(position))
                }
            }
            guard got > 0 else { throw .ioError }
            done += got
        }
    }

    // What Linux reads ahead by default (read_ahead_kb), and so in one piece.
    private static let pieceByteCount = 128 * 1024
}
