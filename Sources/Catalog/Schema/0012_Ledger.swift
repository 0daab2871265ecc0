import SQL

extension Migrations {
    /// Which steps of which epochs were delivered to whom: a row for each unbroken run of steps.
    static let ledger = Migration(
        number: 12, name: "ledger",
        script: """
            CREATE TABLE delivery (
                id INTEGER PRIMARY KEY,
                training TEXT NOT NULL,
                dataset INTEGER NOT NULL REFERENCES dataset (id),
                version BLOB NOT NULL,
                view BLOB,
                rule TEXT NOT NULL,
                epoch INTEGER NOT NULL,
                sample_count INTEGER NOT NULL,
                first INTEGER NOT NULL,
                bound INTEGER NOT NULL,
                rank INTEGER NOT NULL,
                world_size INTEGER NOT NULL,
                tail TEXT NOT NULL,
                steps INTEGER NOT NULL,
                author TEXT NOT NULL,
                began_at INTEGER NOT NULL,
                ended_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX delivery_by_training
                ON delivery (training, dataset, version, epoch, rank, world_size);
            CREATE INDEX delivery_by_version ON delivery (dataset, version, id);
            """)
}
