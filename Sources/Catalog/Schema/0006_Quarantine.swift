import SQL

extension Migrations {
    /// Blobs whose bytes were found damaged. The index holds only those: the others pay nothing.
    static let quarantine = Migration(
        number: 6, name: "quarantine",
        script: """
            ALTER TABLE blob ADD COLUMN quarantined_at INTEGER;
            CREATE INDEX blob_quarantined ON blob (quarantined_at)
                WHERE quarantined_at IS NOT NULL;
            """)
}
