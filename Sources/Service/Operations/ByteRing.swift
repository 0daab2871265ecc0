import Synchronization

/// Bytes on their way from one thread to one other, without a lock.
///
/// The writer appends whole lines, and shows them to the reader when it has time to
/// (``publish()``); what does not fit is refused, and counted as lost. Positions only grow; their
/// place in the memory is the rest of a division by its size, a power of two.
final class ByteRing: @unchecked Sendable {  // each position has one writing thread; see above
    private let memory: UnsafeMutableRawBufferPointer  // unsafe: owned, copied in and out in bounds
    private let written = Atomic(0)
    private let published = Atomic(0)
    private let consumed = Atomic(0)
    private let refused = Atomic(0)

    init(byteCount: Int) {
        precondition(byteCount > 0 && byteCount & (byteCount - 1) == 0, "not a power of two")
        memory = .allocate(byteCount: byteCount, alignment: 64)
    }

    deinit { memory.deallocate() }

    /// Lines that were refused.
    var refusedCount: Int { refused.load(ordering: .relaxed) }

    /// Bytes that the reader could take.
    var readableByteCount: Int {
        published.load(ordering: .sequentiallyConsistent) - consumed.load(ordering: .relaxed)
    }

    // MARK: The writing thread

    /// Appends all of `line`, or nothing where there is no room.
    func append(_ line: UnsafeRawBufferPointer) {
        let end = written.load(ordering: .relaxed)
        let room = memory.count - (end - consumed.load(ordering: .acquiring))
        guard line.count <= room else {
            refused.store(refused.load(ordering: .relaxed) + 1, ordering: .relaxed)
            return
        }
        let start = end & (memory.count - 1)
        let firstCount = min(line.count, memory.count - start)
        memory[start..<start + firstCount].copyBytes(from: line[..<firstCount])
        if firstCount < line.count {
            memory[..<(line.count - firstCount)].copyBytes(from: line[firstCount...])
        }
        written.store(end + line.count, ordering: .relaxed)
    }

    /// Shows what was appended to the reader, and returns how much it could take now; 0 when there
    /// is nothing new.
    ///
    /// Sequentially consistent: whoever publishes and then sees that the reader sleeps wakes it;
    /// a reader that says that it sleeps and then sees nothing is woken.
    func publish() -> Int {
        let end = written.load(ordering: .relaxed)
        guard end != published.load(ordering: .relaxed) else { return 0 }
        published.store(end, ordering: .sequentiallyConsistent)
        return end - consumed.load(ordering: .relaxed)
    }

    // MARK: The reading thread

    /// Moves as many whole lines as fit into `place`, and returns their bytes.
    func take(into place: UnsafeMutableRawBufferPointer) -> Int {  // unsafe: the caller's buffer
        let start = consumed.load(ordering: .relaxed)
        let count = min(published.load(ordering: .acquiring) - start, place.count)
        guard count > 0 else { return 0 }
        let offset = start & (memory.count - 1)
        let firstCount = min(count, memory.count - offset)
        place[..<firstCount].copyBytes(from: memory[offset..<offset + firstCount])
        if firstCount < count {
            place[firstCount..<count].copyBytes(from: memory[..<(count - firstCount)])
        }
        let end = place[..<count].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? count
        consumed.store(start + end, ordering: .releasing)
        return end
    }
}
