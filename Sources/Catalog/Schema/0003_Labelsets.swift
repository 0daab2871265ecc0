import SQL

extension Migrations {
    /// Labelsets and the one log of all annotations.
    static let labelsets = Migration(
        number: 3, name: "labelsets",
        script: """
            CREATE TABLE labelset (
                id INTEGER PRIMARY KEY,
                dataset INTEGER NOT NULL REFERENCES dataset (id),
                name TEXT NOT NULL,
                description TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                annotation_count INTEGER NOT NULL DEFAULT 0,
                UNIQUE (dataset, name)
            ) STRICT;
            CREATE TABLE annotation (
                sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                labelset INTEGER NOT NULL REFERENCES labelset (id),
                id TEXT NOT NULL,
                revision INTEGER NOT NULL CHECK (revision >= 1),
                sample TEXT NOT NULL,
                field TEXT NOT NULL,
                value TEXT,
                attributes TEXT NOT NULL,
                confidence REAL,
                source TEXT NOT NULL,
                author TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                UNIQUE (labelset, id, revision)
            ) STRICT;
            CREATE INDEX annotation_by_sample ON annotation (labelset, sample);
            CREATE INDEX annotation_by_sequence ON annotation (labelset, sequence);
            """)
}
