internal import Codecs
internal import Posix

/// A batch of a ``LocalBlobStore``: records in memory and drafts in `tmp/` until the commit.
final class LocalBlobBatch: BlobBatch {
    /// Where the staged records go, one behind the other.
    private struct Run {
        let segment: OpenSegment
        let offset: Int64
    }

    /// A blob that gets a file of its own, which is called `name` until then.
    private struct OwnFile {
        let name: String
        let digest: Digest
    }

    let store: LocalBlobStore
    private var locations: [Digest: BlobLocation] = [:]
    private var run: Run?
    /// Records that are not written yet. Its memory is used again: fresh memory costs as much as
    /// what is copied into it.
    private var staged: [UInt8] = []
    private var writtenSegments: [Int64: OpenSegment] = [:]
    private var ownFiles: [OwnFile] = []
    private var unsyncedDrafts: [DraftFile] = []
    private var isOver = false

    init(store: LocalBlobStore) { self.store = store }

    deinit { abandon() }

    func add(
        _ bytes: [UInt8], digest: Digest, as kind: BlobKind
    ) throws(BlobError) -> BlobLocation {
        precondition(!isOver, "a batch that is over takes nothing")
        if let location = locations[digest] { return location }
        do {
            // A file of its own has no room to say what it is.
            if bytes.count > store.settings.packLimitBytes, kind == .content {
                let draft = try store.makeDraftFile()
                return try addOwnFile(draft, bytes: bytes, digest: digest)
            }
            return try stage(bytes, digest: digest, as: kind)
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

    func writeOut() throws(BlobError) {
        precondition(!isOver, "a batch that is over takes nothing")
        do {
            try writeStaged()
        } catch {
            abandon()
            throw error
        }
    }

    func commit() throws(BlobError) {
        precondition(!isOver, "a batch is committed once")
        do {
            try writeStaged(isLast: true)
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
        staged = []
        unsyncedDrafts = []
        for file in ownFiles { store.discard(file.name) }
    }

    private func stage(
        _ bytes: [UInt8], digest: Digest, as kind: BlobKind
    ) throws(BlobError) -> BlobLocation {
        let byteCount = SegmentFormat.recordByteCount(payloadByteCount: Int64(bytes.count))
        let (segment, offset) = try store.writer.reserve(byteCount)
        // Somebody else may have been given the room behind the last record.
        if let run,
            run.segment.number != segment.number || run.offset + Int64(staged.count) != offset
        {
            try writeStaged()
        }
        if run == nil { run = Run(segment: segment, offset: offset) }
        SegmentFormat.append(bytes, digest: digest, as: kind, to: &staged)
        if staged.count > store.settings.stagingLimitBytes { try writeStaged() }
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

    /// - Parameter isLast: whether the sync follows at once.
    private func writeStaged(isLast: Bool = false) throws(BlobError) {
        guard let run else { return }
        try store.gate.check()
        writtenSegments[run.segment.number] = run.segment
        do {
            try store.medium.writeAll(staged, to: run.segment.file, at: run.offset)
        } catch {
            throw BlobError(error)
        }
        if !isLast {
            store.medium.beginWriteback(
                of: run.segment.file, run.offset..<run.offset + Int64(staged.count))
        }
        self.run = nil
        staged.removeAll(keepingCapacity: true)
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
