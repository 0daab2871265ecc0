package import Codecs
package import Posix

/// Brings a second store up to what a first one holds, while a daemon may work on the first.
///
/// Blobs never change: what the second has whole is left alone. What is copied is durable after
/// ``finish()``; until then the second store has all that it had. Nothing is compared with its
/// digest, which is the work of a check.
package struct StoreCopy {
    /// Bytes moved at once: the disk's sequential speed, and little memory.
    private static let pieceByteCount = 1024 * 1024

    private let medium: any Medium
    private let source: StoreLayout
    private let target: StoreLayout
    private let directories: BlobDirectories
    private var touched: Set<String> = []

    /// - Parameters:
    ///   - source: the directory of a store; it is only read.
    ///   - target: that of another, made when nothing is there. Of this process alone.
    package init(
        from source: String, to target: String, medium: any Medium = SystemMedium()
    ) throws(BlobError) {
        self.medium = medium
        do {
            self.source = try StoreLayout(reading: Directory(path: source), medium: medium)
            self.target = try StoreLayout(root: Directory.make(atPath: target), medium: medium)
            directories = try BlobDirectories(
                root: self.target.blobs, medium: medium, gate: SyncGate())
        } catch {
            throw BlobError(error)
        }
    }

    /// Copies the first `byteCount` bytes of a segment over what is there of it.
    ///
    /// Blobs that both have lie at the same place with the same bytes, so a copy that breaks off
    /// has harmed none.
    /// - Throws: ``BlobError/unknownSegment(_:)`` when it is not there, or shorter.
    package func copySegment(
        _ number: Int64, byteCount: Int64, progress: (Int) -> Void
    ) throws(BlobError) {
        let name = StoreLayout.segmentName(number)
        let done: Int64
        do {
            let from = try medium.openFile(name, in: source.segments, access: .read)
            let to = try medium.openFile(
                name, in: target.segments, access: .readAndWriteOrCreate)
            done = try copy(from, to, byteCount: byteCount, progress: progress)
            try medium.syncData(to)
        } catch {
            throw error == .missing ? .unknownSegment(number) : BlobError(error)
        }
        if done < byteCount { throw .unknownSegment(number) }
    }

    /// Whether the target has the first `byteCount` bytes of a segment, whatever they are.
    package func hasSegment(_ number: Int64, byteCount: Int64) throws(BlobError) -> Bool {
        do {
            let file = try medium.openFile(
                StoreLayout.segmentName(number), in: target.segments, access: .read)
            return try medium.byteCount(of: file) >= byteCount
        } catch {
            if error == .missing { return false }
            throw BlobError(error)
        }
    }

    /// Whether the target has the blob as a file of its own, of its size.
    package func hasBlob(_ digest: Digest, byteCount: Int64) throws(BlobError) -> Bool {
        do {
            let directory = try directories.open(BlobDirectories.prefix(of: digest))
            let file = try medium.openFile(digest.hexadecimal, in: directory, access: .read)
            return try medium.byteCount(of: file) == byteCount
        } catch {
            if error == .missing { return false }
            throw BlobError(error)
        }
    }

    /// Copies a blob that has a file of its own.
    ///
    /// - Throws: ``BlobError/missing(_:)`` or, when it has another size, ``BlobError/corrupt(_:)``.
    package mutating func copyBlob(
        _ digest: Digest, byteCount: Int64, progress: (Int) -> Void
    ) throws(BlobError) {
        let name = digest.hexadecimal
        let prefix = BlobDirectories.prefix(of: digest)
        let directory = try directories.make([prefix])[prefix]
        guard let directory else { throw .missing(digest) }
        let isWhole: Bool
        do {
            let from = try medium.openFile(
                name, in: try medium.openDirectory(prefix, in: source.blobs), access: .read)
            let to = try medium.openFile(name, in: target.drafts, access: .create)
            let done = try copy(from, to, byteCount: byteCount, progress: progress)
            // What is there under its final name is whole.
            isWhole = done == byteCount
            if isWhole {
                try medium.syncData(to)
                try medium.rename(name, in: target.drafts, to: name, in: directory)
                touched.insert(prefix)
            } else {
                try medium.unlink(name, in: target.drafts)
            }
        } catch {
            throw error == .missing ? .missing(digest) : BlobError(error)
        }
        if !isWhole { throw .corrupt(digest) }
    }

    /// Makes the names of all that was copied durable.
    package func finish() throws(BlobError) {
        do {
            try medium.sync(target.segments)
            for prefix in touched.sorted() { try medium.sync(try directories.open(prefix)) }
        } catch {
            throw BlobError(error)
        }
    }

    /// What the target has now, by how it is filed.
    package func segments() throws(BlobError) -> [Int64] {
        do {
            return try medium.names(in: target.segments).compactMap(StoreLayout.segmentNumber)
        } catch {
            throw BlobError(error)
        }
    }

    /// The names of the directories of blobs with files of their own.
    package func prefixes() throws(BlobError) -> [String] {
        do { return try directories.prefixes() } catch { throw BlobError(error) }
    }

    package func blobs(under prefix: String) throws(BlobError) -> [Digest] {
        do {
            return try medium.names(in: directories.open(prefix))
                .compactMap { Digest(hexadecimal: $0) }
        } catch {
            throw BlobError(error)
        }
    }

    /// Takes a segment away from the target; a crash may bring it back.
    package func removeSegment(_ number: Int64) throws(BlobError) {
        do {
            try medium.unlink(StoreLayout.segmentName(number), in: target.segments)
        } catch {
            throw BlobError(error)
        }
    }

    /// Takes a blob's own file away from the target; a crash may bring it back.
    package func removeBlob(_ digest: Digest) throws(BlobError) {
        do {
            let directory = try directories.open(BlobDirectories.prefix(of: digest))
            try medium.unlink(digest.hexadecimal, in: directory)
        } catch {
            throw BlobError(error)
        }
    }

    /// Copies from the beginning and returns how many bytes there were, at most `byteCount`.
    private func copy(
        _ from: File, _ to: File, byteCount: Int64, progress: (Int) -> Void
    ) throws(Errno) -> Int64 {
        var done: Int64 = 0
        while done < byteCount {
            let count = min(StoreCopy.pieceByteCount, Int(byteCount - done))
            let bytes = try medium.readUpTo(count, from: from, at: done)
            if bytes.isEmpty { break }
            try medium.writeAll(bytes, to: to, at: done)
            done += Int64(bytes.count)
            progress(bytes.count)
        }
        return done
    }
}
