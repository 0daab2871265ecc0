import SQL

extension Migrations {
    /// Blobs that nothing refers to, and how far the upkeep is. The indexes by digest are for the
    /// references' own checks when a blob's row goes.
    static let collection = Migration(
        number: 7, name: "collection",
        script: """
            ALTER TABLE blob ADD COLUMN condemned_at INTEGER;
            CREATE INDEX blob_condemned ON blob (condemned_at)
                WHERE condemned_at IS NOT NULL;
            CREATE INDEX version_by_root ON version (digest);
            CREATE INDEX outcome_by_digest ON outcome (digest);
            CREATE TABLE upkeep (
                task TEXT PRIMARY KEY,
                began_at INTEGER NOT NULL,
                ended_at INTEGER,
                segment INTEGER,
                offset INTEGER,
                digest BLOB
            ) STRICT, WITHOUT ROWID;
            """)
}
