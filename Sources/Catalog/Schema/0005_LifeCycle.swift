import SQL

extension Migrations {
    /// What happens to blobs after they were stored: damage, collections, scrubbing.
    ///
    /// Each index holds the few rows that it is about, so that the others pay nothing for it.
    static let lifeCycle = Migration(
        number: 5, name: "life cycle",
        script: """
            ALTER TABLE blob ADD COLUMN quarantined_at INTEGER;
            ALTER TABLE blob ADD COLUMN condemned_in INTEGER;
            CREATE INDEX blob_quarantined ON blob (quarantined_at)
                WHERE quarantined_at IS NOT NULL;
            CREATE INDEX blob_condemned ON blob (condemned_in) WHERE condemned_in IS NOT NULL;
            CREATE INDEX version_by_root ON version (digest);
            CREATE INDEX outcome_by_digest ON outcome (digest);
            CREATE TABLE collection (
                number INTEGER PRIMARY KEY CHECK (number >= 1),
                began_at INTEGER NOT NULL,
                ended_at INTEGER,
                removed_count INTEGER NOT NULL DEFAULT 0,
                removed_bytes INTEGER NOT NULL DEFAULT 0
            ) STRICT;
            CREATE TABLE scrub (
                only INTEGER PRIMARY KEY CHECK (only = 1),
                began_at INTEGER NOT NULL,
                ended_at INTEGER,
                position BLOB NOT NULL,
                checked_count INTEGER NOT NULL DEFAULT 0,
                checked_bytes INTEGER NOT NULL DEFAULT 0,
                damaged_count INTEGER NOT NULL DEFAULT 0
            ) STRICT;
            """)
}
