import Blobs
import Codecs
import SQL

extension Collector {
    /// Rows that are judged in one piece, and changed in one transaction: other writes wait for no
    /// longer than some hundredths of a second.
    private static let pageLength = 2000

    /// Judges every row; unless it is a dry run, verdicts are carried out.
    mutating func carryOut(_ sweep: inout Sweep, number: Int) throws {
        var last = [UInt8]()
        while true {
            let page = try storage.database.read { connection in
                try BlobIndex.page(after: last, limit: Collector.pageLength, in: connection)
            }
            let judged = page.map {
                Judged($0.digest, $0.entry, sweep.verdict(on: $0.digest, $0.entry))
            }
            let removed = report.isDryRun ? nil : try carryOut(judged, number: number)
            for blob in judged {
                report.count(blob)
                let isRemoved = blob.verdict == .remove && removed?.contains(blob.digest) ?? true
                if isRemoved {
                    report.removed.add(blob.entry.location.byteCount)
                } else {
                    sweep.keep(blob.entry.location)
                }
            }
            try tell(.sweeping, Int64(report.blobs.count), nil)
            guard page.count == Collector.pageLength, let end = page.last else { break }
            last = end.digest.bytes
        }
        if report.removed.count > 0, !report.isDryRun {
            storage.moves.note()
            try storage.quarantine.recount()
        }
    }

    /// - Returns: those whose rows are gone; somebody may have asked for others meanwhile.
    private func carryOut(_ judged: [Judged], number: Int) throws -> Set<Digest> {
        let decided = judged.filter { $0.verdict != .keep && $0.verdict != .wait }
        if decided.isEmpty { return [] }
        return try storage.database.write { connection in
            var removed: Set<Digest> = []
            for blob in decided where try blob.carryOut(number: number, in: connection) {
                removed.insert(blob.digest)
            }
            return removed
        }
    }
}

/// A row with the verdict on it.
struct Judged: Sendable {
    let digest: Digest
    let entry: BlobIndex.Entry
    let verdict: Sweep.Verdict

    init(_ digest: Digest, _ entry: BlobIndex.Entry, _ verdict: Sweep.Verdict) {
        self.digest = digest
        self.entry = entry
        self.verdict = verdict
    }

    /// Changes the row if it is still as it was judged.
    ///
    /// - Returns: whether it was removed.
    fileprivate func carryOut(number: Int, in connection: SQLConnection) throws -> Bool {
        switch verdict {
        case .keep, .wait: return false
        case .condemn:
            try connection.run(
                "UPDATE blob SET condemned_at = ? WHERE digest = ? AND condemned_at IS NULL",
                number, digest.bytes)
            return false
        case .absolve:
            try connection.run(
                "UPDATE blob SET condemned_at = NULL WHERE digest = ?", digest.bytes)
            return false
        case .remove:
            try connection.run(
                "DELETE FROM blob WHERE digest = ? AND condemned_at = ?", digest.bytes,
                entry.condemnedAt)
            return connection.changedRowCount == 1
        }
    }
}

extension CollectionReport {
    fileprivate mutating func count(_ blob: Judged) {
        let byteCount = blob.entry.location.byteCount
        blobs.add(byteCount)
        switch blob.verdict {
        case .keep: break
        case .absolve: absolved.add(byteCount)
        case .condemn:
            unreferenced.add(byteCount)
            condemned.add(byteCount)
        case .wait, .remove: unreferenced.add(byteCount)
        }
    }
}
