import SQL

extension Migrations {
    /// Blobs, and the datasets and versions that refer to them.
    static let datasets = Migration(
        number: 1, name: "datasets",
        script: """
            CREATE TABLE blob (
                digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
                segment INTEGER NOT NULL,
                offset INTEGER NOT NULL,
                byte_count INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE dataset (
                id INTEGER PRIMARY KEY,
                namespace TEXT NOT NULL,
                name TEXT NOT NULL,
                description TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                UNIQUE (namespace, name)
            ) STRICT;
            CREATE TABLE version (
                dataset INTEGER NOT NULL REFERENCES dataset (id),
                number INTEGER NOT NULL CHECK (number >= 1),
                digest BLOB NOT NULL REFERENCES blob (digest),
                parent INTEGER,
                sample_count INTEGER NOT NULL,
                byte_count INTEGER NOT NULL,
                splits TEXT NOT NULL,
                message TEXT NOT NULL,
                author TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                PRIMARY KEY (dataset, number)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX version_by_digest ON version (dataset, digest);
            """)
}
