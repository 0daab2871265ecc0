import Blobs
import Codecs
package import Records
import SQL

/// Reads all blobs in the order of their places and holds each against its digest, piece by piece:
/// its owner decides when to go on. What is damaged goes into quarantine; at the end, what is in it
/// is read again, and what is as it was comes out: a file may have been away for a moment.
package struct Scrub {
    package struct Report: Sendable, Equatable {
        /// Blobs that were read to their end.
        package var checked = Amount()
        /// Those of them that are in quarantine now.
        package var damagedCount = 0
        /// Blobs that the disk did not give, which says nothing of their bytes.
        package var unreadableCount = 0
        /// Blobs that were in quarantine and are not any more.
        package var healedCount = 0

        package init() {}

        package mutating func add(_ other: Report) {
            checked.add(other.checked)
            damagedCount += other.damagedCount
            unreadableCount += other.unreadableCount
            healedCount += other.healedCount
        }
    }

    /// A blob that is read. A class because a hasher is not copied.
    private final class Reading {
        let place: BlobPlace
        var hasher = SHA256()
        var offset: Int64 = 0

        init(_ place: BlobPlace) { self.place = place }
    }

    /// Bytes of a blob that are read at once.
    package static let pieceByteCount: Int64 = 1024 * 1024
    /// Blobs whose places are read at once: each time is a walk through the table, and 10 MB.
    private static let placeCount = 100_000

    private let storage: Storage
    private var places: ArraySlice<BlobPlace> = []
    private var hasMorePlaces = true
    /// Whether the places are those of blobs in quarantine.
    private var isReexamining = false
    private var last: BlobPlace
    private var reading: Reading?
    package private(set) var report = Report()

    /// Goes on where the last scrub was when it was saved, or begins a new one.
    package init(_ storage: Storage) throws {
        self.storage = storage
        last = try UpkeepLog.beginScrub(at: storage.now(), storage)
    }

    /// When the last scrub came to its end; nil when none has, or the newest did not.
    package static func lastEnd(_ storage: Storage) throws -> Timestamp? {
        try storage.database.read { try UpkeepLog.lastEnd(of: .scrub, in: $0) }
    }

    /// Reads the next piece, and returns how many bytes that were; nil when all was read.
    ///
    /// - Throws: what the index throws. The scrub can go on.
    package mutating func next() throws -> Int? {
        guard let reading = try self.reading ?? nextPlace().map(Reading.init) else {
            return nil
        }
        let (digest, location) = (reading.place.digest, reading.place.location)
        let end = min(reading.offset + Scrub.pieceByteCount, location.byteCount)
        do throws(BlobError) {
            let piece = try storage.blobs.bytes(of: digest, at: location, in: reading.offset..<end)
            reading.hasher.update(piece)
            reading.offset = end
            if end < location.byteCount {
                self.reading = reading
                return piece.count
            }
            // Once more from the start, and this time whoever is wrong is put into quarantine.
            if reading.hasher.finish() != digest { try storage.blobs.verify(digest, at: location) }
        } catch {
            self.reading = nil
            if !isReexamining { try count(error, reading.place) }
            noteEnd(of: reading.place)
            return Int(end)
        }
        self.reading = nil
        if isReexamining, try storage.quarantine.release(digest, at: location) {
            report.healedCount += 1
        }
        noteEnd(of: reading.place)
        return Int(end)
    }

    private mutating func noteEnd(of place: BlobPlace) {
        if isReexamining { return }
        last = place
        report.checked.add(place.location.byteCount)
    }

    /// Keeps the place, for a later start of the daemon.
    package func save() throws { try UpkeepLog.saveScrub(at: last, storage) }

    /// Notes that all was read.
    package func end() throws { try UpkeepLog.end(.scrub, at: storage.now(), storage) }

    private mutating func count(_ error: BlobError, _ place: BlobPlace) throws {
        guard error.isDamage else {
            report.unreadableCount += 1
            return
        }
        // A blob that was removed or has come anew meanwhile is none that is damaged.
        let entry = try storage.database.read { connection in
            try BlobIndex.entry(of: place.digest, in: connection)
        }
        if entry?.isQuarantined == true { report.damagedCount += 1 }
    }

    private mutating func nextPlace() throws -> BlobPlace? {
        if places.isEmpty, hasMorePlaces {
            let last = last
            let page = try storage.database.read { connection in
                try BlobIndex.places(after: last, limit: Scrub.placeCount, in: connection)
            }
            hasMorePlaces = page.count == Scrub.placeCount
            places = page[...]
        }
        if places.isEmpty, !isReexamining {
            isReexamining = true
            places = try storage.database.read { connection in
                try BlobIndex.quarantined(limit: Scrub.placeCount, in: connection)[...]
            }
        }
        return places.popFirst()
    }
}
