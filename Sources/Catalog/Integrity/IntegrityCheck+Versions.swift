import Codecs
import Manifests
import Records
import SQL

extension IntegrityCheck {
    /// Reads every version's manifest and compares it with the row and with the blobs.
    mutating func checkVersions() throws {
        let rows = try storage.database.read { connection in
            try connection.all(
                """
                SELECT d.namespace, d.name, v.number, d.id FROM version AS v
                JOIN dataset AS d ON d.id = v.dataset ORDER BY d.namespace, d.name, v.number
                """
            ) { row in
                (
                    path: DatasetPath(
                        namespace: NamespaceName(unchecked: row.text(0)),
                        name: DatasetName(unchecked: row.text(1))), number: row.int(2),
                    dataset: row.integer(3)
                )
            }
        }
        for row in rows { checkVersion(row.number, of: row.dataset, row.path) }
    }

    private mutating func checkVersion(_ number: Int, of dataset: Int64, _ path: DatasetPath) {
        report.versionCount += 1
        let datasets = Datasets(storage)
        let found = try? storage.database.read { connection in
            try Datasets.version(.number(number), ofDataset: dataset, in: connection)
        }
        guard let version = found ?? nil else {
            report.note(.versionRowBroken(path, number: number))
            return
        }
        do {
            let manifest = try datasets.manifest(of: version)
            try manifest.forEachPage { page in
                guard sizes[page] != nil else { throw ManifestError.corrupt(page) }
            }
            let byteCount = try checkSamples(of: manifest, number, path)
            let splits = manifest.splitCounts.map(SplitCount.init(split:sampleCount:))
            if manifest.sampleCount != version.sampleCount || byteCount != version.byteCount
                || splits != version.splitCounts
            {
                report.note(.countsDiffer(path, number: number))
            }
        } catch {
            report.note(.manifestBroken(path, number: number))
        }
    }

    /// - Returns: the bytes of all parts.
    private mutating func checkSamples(of manifest: Manifest, _ number: Int, _ path: DatasetPath)
        throws -> Int64
    {
        var byteCount: Int64 = 0
        try manifest.forEach(in: 0..<manifest.sampleCount) { _, sample in
            report.sampleCount += 1
            byteCount += sample.byteCount
            for part in sample.parts where sizes[part.digest] != part.byteCount {
                report.note(.partMissing(path, number: number, sample.key, part.name))
            }
        }
        return byteCount
    }
}
