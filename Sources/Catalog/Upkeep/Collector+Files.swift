import Blobs
import Codecs
import Posix
import SQL

extension Collector {
    /// Rows that are read in one piece, in the order of their places: each piece costs a walk
    /// through the table, and 10 MB.
    private static let placeCount = 100_000
    /// Bytes and blobs that are copied with one sync, and moved in one transaction.
    private static let batchByteCount: Int64 = 32 * 1024 * 1024
    private static let batchCount = 4096
    /// Used bytes of segments that are emptied before the first of them is removed: what is needed
    /// on the disk beyond what is there.
    private static let groupByteCount: Int64 = 1024 * 1024 * 1024

    /// Copies what is used of sparse segments into others, and removes them.
    mutating func compact(_ sparse: [SealedSegment], used: [Int64: Int64]) throws {
        let total = sparse.reduce(0) { $0 + used[$1.number, default: 0] }
        var group: [SealedSegment] = []
        var byteCount: Int64 = 0
        for segment in sparse {
            group.append(segment)
            byteCount += used[segment.number, default: 0]
            if byteCount >= Collector.groupByteCount {
                try empty(group, of: total)
                (group, byteCount) = ([], 0)
            }
        }
        try empty(group, of: total)
    }

    private mutating func empty(_ segments: [SealedSegment], of total: Int64) throws {
        guard !segments.isEmpty else { return }
        let numbers = segments.map(\.number)
        var last = BlobPlace.start
        while true {
            let page = try storage.database.read { connection in
                try BlobIndex.places(
                    inSegments: numbers, after: last, limit: Collector.placeCount, in: connection)
            }
            var rest = page[...]
            while !rest.isEmpty {
                rest = rest.dropFirst(try moveSome(of: rest))
                try tell(.compacting, report.moved.byteCount, total)
            }
            guard page.count == Collector.placeCount, let end = page.last else { break }
            last = end
        }
        try remove(segments)
    }

    /// Moves the first blobs of `places`, and returns how many it looked at.
    private mutating func moveSome(of places: ArraySlice<BlobPlace>) throws -> Int {
        let batch = try storage.blobs.makeBatch(mayUseReserve: true)
        var moves: [BlobIndex.Move] = []
        var (count, byteCount): (Int, Int64) = (0, 0)
        let commitObjects = try commitObjects(among: places.prefix(Collector.batchCount))
        for place in places {
            if count == Collector.batchCount || byteCount >= Collector.batchByteCount { break }
            count += 1
            do throws(BlobError) {
                let bytes = try storage.blobs.bytes(of: place.digest, at: place.location)
                byteCount += place.location.byteCount
                let new = try batch.add(
                    bytes, digest: place.digest,
                    as: commitObjects.contains(place.digest) ? .commitObject : .content)
                moves.append(BlobIndex.Move(old: place, new: new))
            } catch {
                // It is in quarantine now; its segment stays, for whoever wants to save something.
                guard error.isDamage else { throw error }
            }
        }
        try storage.move(moves, of: batch)
        for move in moves { report.moved.add(move.new.byteCount) }
        return count
    }

    private func commitObjects(among places: ArraySlice<BlobPlace>) throws -> Set<Digest> {
        try storage.database.read { connection in
            Set(
                try places.lazy.map(\.digest).filter {
                    try CommitObjects.contains($0, in: connection)
                })
        }
    }

    /// Removes those of the segments that no row names.
    mutating func remove(_ segments: [SealedSegment]) throws {
        guard !segments.isEmpty else { return }
        let named = try storage.database.read { connection in
            try BlobIndex.named(segments.map(\.number), in: connection)
        }
        for segment in segments where !named.contains(segment.number) {
            try holdingRemovals { collector in
                if try collector.files.removeSegment(segment.number) {
                    collector.report.removedSegments.add(segment.byteCount)
                }
            }
        }
    }

    /// Removes files of single blobs that no row names.
    mutating func removeFiles() throws {
        var collector = self
        var count: Int64 = 0
        try files.scanOwnFiles { digest, location in
            count += 1
            try collector.tell(.removing, count, nil)
            if try collector.hasOwnFile(digest) { return }
            try collector.holdingRemovals { collector in
                let storage = collector.storage
                try storage.ownFileNames.taking(digest) {
                    // Asked again: now nobody can be about to record it.
                    guard try !collector.hasOwnFile(digest) else { return }
                    if try storage.blobs.remove(digest, at: location) {
                        collector.report.removedFiles.add(location.byteCount)
                    }
                }
            }
        }
        report = collector.report
    }

    private func hasOwnFile(_ digest: Digest) throws -> Bool {
        try storage.database.read { connection in
            try BlobIndex.entry(of: digest, in: connection)?.location.isOwnFile ?? false
        }
    }

    /// Runs `body` while no backup can be made; not at all while one is.
    private mutating func holdingRemovals(_ body: (inout Collector) throws -> Void) throws {
        guard let lock = try RemovalLock.forRemoving(directory) else {
            report.isHeldByBackup = true
            return
        }
        try body(&self)
        withExtendedLifetime(lock) {}
    }
}
