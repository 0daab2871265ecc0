package import Codecs
package import Posix
internal import Synchronization

/// Blobs in a directory of this machine, for one process at a time (``DirectoryLock``).
///
/// Small blobs share segments, so that a batch costs one sync; a large one has a file of its own,
/// which is sent from its first byte and unlinked when it goes (``StoreLayout``,
/// ``SegmentFormat``).
///
/// 1. A location that a committed batch gave is good after a loss of power.
/// 2. Nothing that a commit made durable is written again.
/// 3. A file has its final name only when all its bytes are durable.
/// 4. After a failed sync nothing more is written.
package final class LocalBlobStore: BlobStore {
    let medium: any Medium
    let settings: BlobSettings
    let layout: StoreLayout
    let gate = SyncGate()
    let directories: BlobDirectories
    let writer: SegmentWriter
    let openFiles: OpenFiles
    private let draftCount = Atomic<Int>(0)

    /// Opens the store in `directory`, or makes it there; the directory above must exist.
    package init(
        directory: String, settings: BlobSettings, medium: any Medium = SystemMedium()
    ) throws(BlobError) {
        self.medium = medium
        self.settings = settings
        openFiles = OpenFiles(limit: settings.openFileLimit)
        do {
            let root = try Directory.make(atPath: directory)
            layout = try StoreLayout(root: root, medium: medium)
            directories = try BlobDirectories(root: layout.blobs, medium: medium, gate: gate)
            writer = try SegmentWriter(
                directory: layout.segments, medium: medium, gate: gate,
                limitBytes: settings.segmentLimitBytes)
        } catch {
            throw BlobError(error)
        }
    }

    package var isWritable: Bool { gate.isOpen }

    package func makeBatch(mayUseReserve: Bool) throws(BlobError) -> any BlobBatch {
        try gate.check()
        if !mayUseReserve { try checkRoom() }
        return LocalBlobBatch(store: self)
    }

    package func freeByteCount() throws(BlobError) -> Int64? {
        do {
            return try medium.freeByteCount(at: layout.drafts)
        } catch {
            throw BlobError(error)
        }
    }

    /// - Throws: ``BlobError/roomReserved(freeByteCount:reserveByteCount:)``.
    private func checkRoom() throws(BlobError) {
        let reserve = settings.reserveBytes
        guard reserve > 0, let free = try freeByteCount(), free < reserve else { return }
        throw .roomReserved(freeByteCount: free, reserveByteCount: reserve)
    }

    package func region(
        of digest: Digest, at location: BlobLocation
    ) throws(BlobError) -> BlobRegion {
        let file = try open(digest, at: location)
        return .file(
            FileRegion(file: file, offset: location.offset, byteCount: location.byteCount))
    }

    package func regionAtHand(of digest: Digest, at location: BlobLocation) -> BlobRegion? {
        let key: OpenFiles.Key =
            location.isOwnFile ? .blob(digest) : .segment(location.segment)
        guard let file = openFiles.openFile(for: key),
            let byteCount = try? medium.byteCount(of: file),
            location.fits(fileByteCount: byteCount)
        else { return nil }
        return .file(
            FileRegion(file: file, offset: location.offset, byteCount: location.byteCount))
    }

    package func bytes(
        of digest: Digest, at location: BlobLocation, in range: Range<Int64>
    ) throws(BlobError) -> [UInt8] {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= location.byteCount,
            "a range lies within its blob")
        let file = try open(digest, at: location)
        let bytes: [UInt8]
        do {
            bytes = try medium.readUpTo(
                range.count, from: file, at: location.offset + range.lowerBound)
        } catch {
            throw BlobError(error)
        }
        if bytes.count < range.count { throw .corrupt(digest) }
        return bytes
    }

    /// A record's header is rewritten in place: of 64 bytes at a multiple of 8, the first 16 and
    /// the check differ. Torn by a loss of power, it is no header any more and the blob is found by
    /// its row alone, which is what it is for.
    package func makeContent(
        _ blobs: [(digest: Digest, location: BlobLocation)]
    ) throws(BlobError) {
        let bySegment = Dictionary(grouping: blobs) { $0.location.segment }
        for (segment, blobs) in bySegment where segment > 0 {
            do throws(Errno) {
                let file = try medium.openFile(
                    StoreLayout.segmentName(segment), in: layout.segments, access: .readAndWrite)
                for blob in blobs { try makeContent(blob.digest, at: blob.location, in: file) }
                try medium.syncData(file)
            } catch {
                if error != .missing { throw BlobError(error) }
            }
        }
    }

    private func makeContent(
        _ digest: Digest, at location: BlobLocation, in file: File
    ) throws(Errno) {
        let offset = location.offset - Int64(SegmentFormat.headerByteCount)
        let header = try medium.readUpTo(SegmentFormat.headerByteCount, from: file, at: offset)
        guard let record = SegmentFormat.parseRecordHeader(header[...]), record.digest == digest
        else { return }
        try medium.writeAll(
            SegmentFormat.recordHeader(
                digest: digest, as: .content, payloadByteCount: record.payloadByteCount),
            to: file, at: offset)
    }

    package func remove(_ digest: Digest, at location: BlobLocation) throws(BlobError) -> Bool {
        if !location.isOwnFile { return false }
        defer { openFiles.forget(.blob(digest)) }
        do {
            let directory = try directories.open(BlobDirectories.prefix(of: digest))
            // Not synced: should the name come back after a crash, it is garbage, not damage.
            try medium.unlink(digest.hexadecimal, in: directory)
            return true
        } catch {
            if error == .missing { return false }
            throw BlobError(error)
        }
    }

    /// The open file that has the blob, which is as long as the location says.
    func open(_ digest: Digest, at location: BlobLocation) throws(BlobError) -> File {
        let file =
            location.isOwnFile
            ? try openBlob(digest)
            : try openSegment(location.segment, orThrow: .missing(digest))
        let byteCount: Int64
        do {
            byteCount = try medium.byteCount(of: file)
        } catch {
            throw BlobError(error)
        }
        if !location.fits(fileByteCount: byteCount) { throw .corrupt(digest) }
        return file
    }

    private func openBlob(_ digest: Digest) throws(BlobError) -> File {
        try openFiles.file(for: .blob(digest)) { () throws(BlobError) in
            do throws(Errno) {
                let directory = try directories.open(BlobDirectories.prefix(of: digest))
                return try medium.openFile(digest.hexadecimal, in: directory, access: .read)
            } catch {
                throw error == .missing ? .missing(digest) : BlobError(error)
            }
        }
    }

    func openSegment(
        _ number: Int64, orThrow missing: BlobError
    ) throws(BlobError) -> File {
        try openFiles.file(for: .segment(number)) { () throws(BlobError) in
            do throws(Errno) {
                let name = StoreLayout.segmentName(number)
                return try medium.openFile(name, in: layout.segments, access: .read)
            } catch {
                throw error == .missing ? missing : BlobError(error)
            }
        }
    }

    /// A new file under `tmp/`.
    func makeDraftFile() throws(BlobError) -> DraftFile {
        try gate.check()
        let name = String(draftCount.add(1, ordering: .relaxed).newValue)
        do {
            return DraftFile(
                name: name,
                file: try medium.openFile(name, in: layout.drafts, access: .create))
        } catch {
            throw BlobError(error)
        }
    }

    /// A draft may be larger than all that is free, so it is asked for each piece.
    func write(_ bytes: [UInt8], to draft: DraftFile, at offset: Int64) throws(BlobError) {
        try checkRoom()
        do {
            try medium.writeAll(bytes, to: draft.file, at: offset)
            // The disk works while the next bytes come; else the sync would wait for all of them.
            let step = settings.writebackBytes
            let (begin, end) = (offset / step, (offset + Int64(bytes.count)) / step)
            if begin < end {
                medium.beginWriteback(of: draft.file, begin * step..<end * step)
            }
        } catch {
            throw BlobError(error)
        }
    }

    /// Removes the draft of that name. When that fails it is garbage, which the next opening of
    /// the store removes.
    func discard(_ name: String) { try? medium.unlink(name, in: layout.drafts) }
}

/// A file under `tmp/` that has no final name yet.
struct DraftFile: Sendable {
    let name: String
    let file: File
}
