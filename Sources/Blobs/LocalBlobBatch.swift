internal import Codecs
internal import Posix

/// A batch of a ``LocalBlobStore``: records in memory and drafts in `tmp/` until the commit.
final class LocalBlobBatch: BlobBatch {
    /// Records that stand next to each other in a segment.
    private struct Run {
        let segment: OpenSegment
        let offset: Int64
        var bytes: [UInt8]

        var end: Int64 { offset + Int64(bytes.count) }
    }

    /// A blob that gets a file of its own, which is called `name` until then.
    private struct OwnFile {
        let name: String
        let digest: Digest
    }

    let store: LocalBlobStore
    private var locations: [Digest: BlobLocation] = [:]
    private var runs: [Run] = []
    private var stagedByteCount = 0
    private var writtenSegments: [Int64: OpenSegment] = [:]
    private var ownFiles: [OwnFile] = []
    private var unsyncedDrafts: [DraftFile] = []
    private var isOver = false

    init(store: LocalBlobStore) { self.store = store }

    deinit { abandon() }

    func add(_ bytes: [UInt8], digest: Digest) throws(BlobError) -> BlobLocation {
        precondition(!isOver, "a batch that is over takes nothing")
        if let location = locations[digest] { return location }
        do {
            if bytes.count > store.settings.packLimitBytes {
                let draft = try store.makeDraftFile()
                return try addOwnFile(draft, bytes: bytes, digest: digest)
            }
            return try stage(bytes, digest: digest)
        } catch {
            abandon()
            throw error
        }
    }

    func makeDraft(expectedByteCount: Int64?) throws(BlobError) -> any BlobDraft {
        precondition(!isOver, "a batch that is over takes nothing")
        try store.gate.check()
        return LocalBlobDraft(batch: self, expectedByteCount: expectedByteCount)
    }

    /// Takes over a draft whose bytes are written.
    func adopt(
        _ draft: DraftFile, digest: Digest, byteCount: Int64
    ) throws(BlobError) -> BlobLocation {
        precondition(!isOver, "a batch that is over takes nothing")
        if let location = locations[digest] {
            store.discard(draft.name)
            return location
        }
        ownFiles.append(OwnFile(name: draft.name, digest: digest))
        unsyncedDrafts.append(draft)
        if unsyncedDrafts.count >= store.settings.openDraftLimit {
            do {
                try syncDrafts()
            } catch {
                abandon()
                throw error
            }
        }
        let location = BlobLocation(segment: 0, offset: 0, byteCount: byteCount)
        locations[digest] = location
        return location
    }

    func commit() throws(BlobError) {
        precondition(!isOver, "a batch is committed once")
        do {
            try writeRuns()
            for segment in writtenSegments.values {
                try store.gate.syncShared { () throws(Errno) in
                    try store.medium.syncData(segment.file)
                }
            }
            try syncDrafts()
            try publishOwnFiles()
            isOver = true
        } catch {
            abandon()
            throw error
        }
    }

    func abandon() {
        if isOver { return }
        isOver = true
        runs = []
        unsyncedDrafts = []
        for file in ownFiles { store.discard(file.name) }
    }

    private func stage(_ bytes: [UInt8], digest: Digest) throws(BlobError) -> BlobLocation {
        let record = SegmentFormat.record(of: bytes, digest: digest)
        let (segment, offset) = try store.writer.reserve(Int64(record.count))
        // Through the index: a copy of the run would make each append copy all its bytes.
        if let last = runs.indices.last, runs[last].segment.number == segment.number,
            runs[last].end == offset
        {
            runs[last].bytes += record
        } else {
            runs.append(Run(segment: segment, offset: offset, bytes: record))
        }
        stagedByteCount += record.count
        if stagedByteCount > store.settings.stagingLimitBytes { try writeRuns() }
        let location = BlobLocation(
            segment: segment.number, offset: offset + Int64(SegmentFormat.headerByteCount),
            byteCount: Int64(bytes.count))
        locations[digest] = location
        return location
    }

    private func addOwnFile(
        _ draft: DraftFile, bytes: [UInt8], digest: Digest
    ) throws(BlobError) -> BlobLocation {
        do {
            try store.write(bytes, to: draft, at: 0)
        } catch {
            store.discard(draft.name)
            throw error
        }
        return try adopt(draft, digest: digest, byteCount: Int64(bytes.count))
    }

    private func writeRuns() throws(BlobError) {
        for run in runs {
            try store.gate.check()
            writtenSegments[run.segment.number] = run.segment
            do {
                try store.medium.writeAll(run.bytes, to: run.segment.file, at: run.offset)
            } catch {
                throw BlobError(error)
            }
        }
        runs = []
        stagedByteCount = 0
    }

    private func syncDrafts() throws(BlobError) {
        for draft in unsyncedDrafts {
            try store.gate.syncOwn { () throws(Errno) in
                try store.medium.syncData(draft.file)
            }
        }
        unsyncedDrafts = []
    }

    /// Gives the files their names, all bytes being durable, and then syncs the directories.
    private func publishOwnFiles() throws(BlobError) {
        let medium = store.medium
        let directories = try store.directories.make(
            Set(ownFiles.map { BlobDirectories.prefix(of: $0.digest) }))
        for file in ownFiles {
            guard let directory = directories[BlobDirectories.prefix(of: file.digest)] else {
                preconditionFailure("every directory that was asked for was opened")
            }
            do {
                try medium.rename(
                    file.name, in: store.layout.drafts, to: file.digest.hexadecimal,
                    in: directory)
            } catch {
                throw BlobError(error)
            }
            store.openFiles.forget(.blob(file.digest))
        }
        for directory in directories.values {
            try store.gate.syncOwn { () throws(Errno) in try medium.sync(directory) }
        }
    }
}
