internal import Posix

/// Some regions of a source, fetched on the worker pool and ready to be sent.
struct RegionBatch: Sendable {
    private(set) var items: [Output.Item] = []
    private(set) var byteCount: Int64 = 0
    /// Those of them that stay in their files.
    private var fileByteCount: Int64 = 0
    private var copied: [UInt8] = []

    /// Reads on from `range`'s start until enough is there to keep a socket busy.
    ///
    /// Small pieces are copied together, large file regions stay in their file and are brought into
    /// memory as far as the loop will send them at once. May wait for a disk.
    static func fetch(
        _ source: any RegionSource, _ range: Range<Int64>, limits: HTTPLimits
    ) throws -> RegionBatch {
        var batch = RegionBatch()
        for _ in 0..<limits.readAheadRegionCount {
            guard batch.byteCount < range.count, batch.isBelow(limits) else { break }
            let offset = range.lowerBound + batch.byteCount
            let region = try source.region(at: offset)
            let count = min(region.byteCount, range.upperBound - offset)
            guard count > 0 else { throw ResponseError.emptyRegion(offset: offset) }
            try batch.append(region, count, limits: limits)
        }
        batch.finishCopied()
        return batch
    }

    /// The next region, if it is at hand and in memory: then a hop to a worker would cost more
    /// than sending it. A large file region is looked at by the loop before each of its parts.
    static func atHand(
        _ source: any RegionSource, _ range: Range<Int64>, limits: HTTPLimits
    ) -> RegionBatch? {
        guard let region = source.regionAtHand(at: range.lowerBound) else { return nil }
        let count = min(region.byteCount, Int64(range.count))
        let isSmall = count < limits.sendfileMinimumByteCount
        var batch = RegionBatch()
        switch region {
        case .file(let file) where !isSmall:
            batch.appendItem(
                .file(FileRegion(file: file.file, offset: file.offset, byteCount: count)))
            batch.byteCount += count
        case .file, .bytes, .zeros:
            guard region.isInMemory(prefixByteCount: count) else { return nil }
            // A file that ends too early is told by the worker, who asks again.
            guard (try? batch.append(region, count, limits: limits)) != nil else { return nil }
            batch.finishCopied()
        }
        return batch.byteCount > 0 ? batch : nil
    }

    private func isBelow(_ limits: HTTPLimits) -> Bool {
        byteCount - fileByteCount < limits.readAheadByteCount
            && byteCount < limits.readAheadFileByteCount
    }

    private mutating func append(_ region: Region, _ count: Int64, limits: HTTPLimits) throws {
        let isSmall = count < limits.sendfileMinimumByteCount
        switch region {
        case .bytes(let bytes) where isSmall: copied += bytes.prefix(Int(count))
        case .bytes(let bytes): appendItem(.bytes(bytes.prefix(Int(count))))
        case .zeros where isSmall: copied += repeatElement(0, count: Int(count))
        case .zeros: appendItem(.zeros(count))
        case .file(let file) where isSmall: try file.append(prefix: Int(count), to: &copied)
        case .file(let file):
            fileByteCount += count
            let part = FileRegion(file: file.file, offset: file.offset, byteCount: count)
            let ahead = Int(min(count, Int64(limits.sendfileByteCount)))
            if !part.isInMemory(prefixByteCount: ahead) { try part.warm(prefixByteCount: ahead) }
            appendItem(.file(part))
        }
        byteCount += count
    }

    private mutating func appendItem(_ item: Output.Item) {
        finishCopied()
        items.append(item)
    }

    private mutating func finishCopied() {
        guard !copied.isEmpty else { return }
        items.append(.bytes(copied[...]))
        copied = []
    }
}
