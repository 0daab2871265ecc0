internal import Codecs
internal import Posix

/// A draft of a ``LocalBlobStore``: in memory while it may fit into a segment, then in `tmp/`.
final class LocalBlobDraft: BlobDraft {
    private let batch: LocalBlobBatch
    private var check: DraftCheck
    private var buffer: [UInt8] = []
    private var file: DraftFile?
    private var isOver = false

    init(batch: LocalBlobBatch, expectedByteCount: Int64?) {
        self.batch = batch
        check = DraftCheck(expectedByteCount: expectedByteCount)
    }

    deinit { discard() }

    func append(_ bytes: [UInt8]) throws(BlobError) {
        precondition(!isOver, "a draft that is over takes nothing")
        do {
            let offset = check.byteCount
            try check.take(bytes)
            if file == nil, check.byteCount <= batch.store.settings.packLimitBytes {
                buffer += bytes
            } else {
                try write(bytes, at: offset)
            }
        } catch {
            discard()
            throw error
        }
    }

    func finish(expected: Digest?) throws(BlobError) -> (digest: Digest, location: BlobLocation) {
        precondition(!isOver, "a draft is finished once")
        do {
            let digest = try check.finish(expected: expected)
            isOver = true
            guard let file else { return (digest, try batch.add(buffer, digest: digest)) }
            self.file = nil
            return (digest, try batch.adopt(file, digest: digest, byteCount: check.byteCount))
        } catch {
            discard()
            throw error
        }
    }

    private func write(_ bytes: [UInt8], at offset: Int64) throws(BlobError) {
        let store = batch.store
        // What was kept in memory until now is all that stands before the first write.
        guard let file else {
            let file = try store.makeDraftFile()
            self.file = file
            let first = buffer + bytes
            buffer = []
            return try store.write(first, to: file, at: 0)
        }
        try store.write(bytes, to: file, at: offset)
    }

    private func discard() {
        isOver = true
        if let file { batch.store.discard(file.name) }
        file = nil
        buffer = []
    }
}
