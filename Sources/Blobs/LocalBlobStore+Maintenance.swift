package import Codecs
internal import Posix

/// A record that a walk through a segment met.
package struct ScannedBlob: Sendable, Equatable {
    package let digest: Digest
    package let kind: BlobKind
    package let location: BlobLocation
    /// Whether the bytes are those that the digest names.
    package let isIntact: Bool
}

/// A segment that takes no more blobs.
package struct SealedSegment: Sendable, Equatable {
    package let number: Int64
    /// Of its file.
    package let byteCount: Int64
}

/// What `check`, a rebuild and the garbage collection need to know beyond single blobs.
extension LocalBlobStore {
    /// The numbers of all segments, in order.
    package func segments() throws(BlobError) -> [Int64] {
        do {
            return try medium.names(in: layout.segments).compactMap(StoreLayout.segmentNumber)
                .sorted()
        } catch {
            throw BlobError(error)
        }
    }

    /// Whether anything may have been stored here.
    package func hasBlobs() throws(BlobError) -> Bool {
        if try !segments().isEmpty { return true }
        return try onMedium { _ throws(Errno) in try !directories.prefixes().isEmpty }
    }

    /// Bytes of all segments and of all files of single blobs.
    package func byteCount() throws -> Int64 {
        var total: Int64 = 0
        for number in try segments() { total += try fileByteCount(ofSegment: number) }
        try scanOwnFiles { _, location in total += location.byteCount }
        return total
    }

    private func fileByteCount(ofSegment number: Int64) throws(BlobError) -> Int64 {
        try onMedium { medium throws(Errno) in
            let name = StoreLayout.segmentName(number)
            return try medium.byteCount(
                of: medium.openFile(name, in: layout.segments, access: .read))
        }
    }

    /// Segments that get no more blobs, all entries of their blobs being committed, in order.
    ///
    /// The one of the highest number is never among them: once it is removed, a later run of the
    /// daemon would give its number again.
    package func sealedSegments() throws(BlobError) -> [SealedSegment] {
        var sealed: [SealedSegment] = []
        for number in try segments().dropLast() where !writer.isInUse(number) {
            let byteCount = try fileByteCount(ofSegment: number)
            sealed.append(SealedSegment(number: number, byteCount: byteCount))
        }
        return sealed
    }

    /// The segment that takes new blobs now, which must stay; nil when there is none yet.
    package var currentSegment: Int64? { writer.currentNumber }

    /// Removes a segment with all that is in it; readers that have it open keep it.
    ///
    /// The caller has moved or given up every blob in it, durably. So that no blob gets lost that
    /// has no entry yet, hold a batch until the entries of its blobs are committed: while one
    /// lives that has blobs in the segment, or the segment takes new ones, this does nothing.
    ///
    /// - Returns: Whether the segment is gone.
    package func removeSegment(_ number: Int64) throws(BlobError) -> Bool {
        if writer.isInUse(number) { return false }
        defer { openFiles.forget(.segment(number)) }
        do {
            try medium.unlink(StoreLayout.segmentName(number), in: layout.segments)
        } catch {
            if error != .missing { throw BlobError(error) }
        }
        return true
    }

    /// Calls `body` with every blob that has a file of its own. Not verified; the location says
    /// how long the file is now.
    package func scanOwnFiles(_ body: (Digest, BlobLocation) throws -> Void) throws {
        let prefixes = try onMedium { _ throws(Errno) in try directories.prefixes() }
        // Anything else is not ours.
        for prefix in prefixes where Hexadecimal.decode(Array(prefix.utf8))?.count == 1 {
            let directory = try onMedium { _ throws(Errno) in try directories.open(prefix) }
            let names = try onMedium { medium throws(Errno) in try medium.names(in: directory) }
            for name in names {
                guard let digest = Digest(hexadecimal: name) else { continue }
                let byteCount = try onMedium { medium throws(Errno) in
                    let file = try medium.openFile(name, in: directory, access: .read)
                    return try medium.byteCount(of: file)
                }
                try body(digest, BlobLocation(segment: 0, offset: 0, byteCount: byteCount))
            }
        }
    }

    /// Calls `body` with every record of a segment, in order, each read and compared with its
    /// digest. What lies between records is passed over.
    ///
    /// - Throws: ``BlobError/unknownSegment(_:)``, or what `body` throws.
    package func scan(segment number: Int64, _ body: (ScannedBlob) throws -> Void) throws {
        let file = try openSegment(number, orThrow: .unknownSegment(number))
        let reader = try onMedium { medium throws(Errno) in
            try SegmentReader(file: file, number: number, medium: medium)
        }
        guard var reader else { throw BlobError.unknownSegment(number) }
        while let blob = try onMedium({ _ throws(Errno) in try reader.next() }) { try body(blob) }
    }

    private func onMedium<Result>(
        _ body: (any Medium) throws(Errno) -> Result
    ) throws(BlobError) -> Result {
        do {
            return try body(medium)
        } catch {
            throw BlobError(error)
        }
    }
}
