import Glibc
import Posix
import Testing

@testable import HTTP

struct WarmBlocksTests {
    private let directory: TemporaryDirectory
    private let file: File

    init() throws {
        directory = try TemporaryDirectory()
        file = try directory.file(0, TestRoutes.fileBytes)
        fsync(file.rawDescriptor)
    }

    private func region(_ offset: Int64, _ byteCount: Int64) -> FileRegion {
        FileRegion(file: file, offset: offset, byteCount: byteCount)
    }

    private func forgetPages() {
        fsync(file.rawDescriptor)
        posix_fadvise(file.rawDescriptor, 0, 0, POSIX_FADV_DONTNEED)
    }

    @Test func `one call stays within its block and its limit`() {
        let block = WarmBlocks.blockByteCount
        #expect(WarmBlocks.byteCount(ofFirst: .max, in: region(0, 3 * block)) == Int(block))
        #expect(WarmBlocks.byteCount(ofFirst: .max, in: region(block - 5, 9)) == 5)
        #expect(WarmBlocks.byteCount(ofFirst: .max, in: region(block, 9)) == 9)
        #expect(WarmBlocks.byteCount(ofFirst: 7, in: region(0, 9)) == 7)
    }

    @Test func `what was in memory is believed for a moment and then looked at again`() throws {
        let count = Int(WarmBlocks.blockByteCount)
        let whole = region(0, Int64(count))
        try whole.warm(prefixByteCount: count)
        var blocks = WarmBlocks()
        func isHeld(_ region: FileRegion, _ count: Int, at moment: UInt64) -> Bool {
            blocks.hold(region, count, at: moment)
        }
        #expect(isHeld(whole, count, at: 0))
        forgetPages()
        // Some file systems keep everything in memory.
        guard !whole.isInMemory(prefixByteCount: count) else { return }
        #expect(isHeld(whole, count, at: 99_999_999))
        #expect(isHeld(region(10, 10), 10, at: 99_999_999))
        #expect(!isHeld(whole, count, at: 100_000_000))
    }

    @Test func `only what was looked at is believed`() throws {
        let block = WarmBlocks.blockByteCount
        try region(0, 4096).warm(prefixByteCount: 4096)
        var blocks = WarmBlocks()
        func isHeld(_ region: FileRegion, _ count: Int, at moment: UInt64) -> Bool {
            blocks.hold(region, count, at: moment)
        }
        #expect(isHeld(region(0, 4096), 4096, at: 0))
        forgetPages()
        guard !region(0, block).isInMemory(prefixByteCount: Int(block)) else { return }
        #expect(!isHeld(region(0, block), Int(block), at: 1))
        #expect(!isHeld(region(block, 10), 10, at: 1))
    }
}
