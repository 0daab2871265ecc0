import SQL

extension Migrations {
    /// Datasets that can be brought back for a while, and what is gone for good.
    static let deletions = Migration(
        number: 9, name: "deletions",
        script: """
            ALTER TABLE dataset ADD COLUMN deleted_at INTEGER;
            CREATE TABLE purge (
                dataset INTEGER PRIMARY KEY,
                path TEXT NOT NULL,
                purged_at INTEGER NOT NULL,
                annotation_count INTEGER NOT NULL
            ) STRICT;
            """)
}
