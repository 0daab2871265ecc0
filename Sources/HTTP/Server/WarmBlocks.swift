internal import Posix

/// Where files were found to be in memory a moment ago, so that what many ask for at once is not
/// looked at by each. Of one loop.
///
/// A few places, each for one block of one file: two blocks that meet in a place take turns there.
/// What is remembered is a hint: pages that the kernel has given up since make one call wait.
struct WarmBlocks {
    /// What one call of sendfile(2) stays within, in bytes.
    static let blockByteCount: Int64 = 1024 * 1024
    /// Long beside the time in which a hot block is asked for again, short beside the time in which
    /// the kernel gives pages up.
    private static let lifeNanoseconds: UInt64 = 100_000_000
    // 128 MiB of hot files, in some kilobytes.
    private static let placeCount = 128

    private struct Place {
        var file: ObjectIdentifier?
        var range: Range<Int64> = 0..<0
        var endNanoseconds: UInt64 = 0
    }

    private var places = [Place](repeating: Place(), count: WarmBlocks.placeCount)

    /// The bytes of `region` that one call may send: they lie in one block.
    static func byteCount(ofFirst limit: Int, in region: FileRegion) -> Int {
        let rest = blockByteCount - region.offset % blockByteCount
        return Int(min(region.byteCount, Int64(limit), rest))
    }

    /// Whether the first `byteCount` bytes, which lie in one block, are in memory.
    mutating func hold(_ region: FileRegion, _ byteCount: Int, at nowNanoseconds: UInt64) -> Bool {
        let file = ObjectIdentifier(region.file)
        let block = region.offset / WarmBlocks.blockByteCount
        // Objects lie at least 16 bytes apart.
        let number = UInt(bitPattern: file) >> 4 &+ UInt(bitPattern: Int(block))
        let index = Int(number % UInt(WarmBlocks.placeCount))
        let wanted = region.offset..<region.offset + Int64(byteCount)
        let isKnown =
            places[index].file == file && nowNanoseconds < places[index].endNanoseconds
        let known = isKnown ? places[index].range : 0..<0
        if known.lowerBound <= wanted.lowerBound, wanted.upperBound <= known.upperBound {
            return true
        }
        // What was looked at for the last call is not looked at again: often it took only a part.
        let knownEnd = known.contains(wanted.lowerBound) ? known.upperBound : 0
        guard region.isInMemory(prefixByteCount: byteCount, knownEnd: knownEnd) else {
            return false
        }
        let isJoined = known.overlaps(wanted) || known.upperBound == wanted.lowerBound
        places[index] = Place(
            file: file,
            range: isJoined
                ? min(
                    known.lowerBound, wanted.lowerBound)..<max(known.upperBound, wanted.upperBound)
                : wanted,
            endNanoseconds: nowNanoseconds + WarmBlocks.lifeNanoseconds)
        return true
    }
}
