import SQL

extension Migrations {
    /// Benchmarks, runs, and the blobs that hold each sample's outcome.
    static let runs = Migration(
        number: 4, name: "runs",
        script: """
            CREATE TABLE benchmark (
                digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
                name TEXT NOT NULL,
                recipe TEXT NOT NULL,
                author TEXT NOT NULL,
                created_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE benchmark_name (
                name TEXT PRIMARY KEY,
                digest BLOB NOT NULL REFERENCES benchmark (digest)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE run (
                digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
                benchmark BLOB NOT NULL REFERENCES benchmark (digest),
                model TEXT NOT NULL,
                recipe TEXT NOT NULL,
                metrics TEXT NOT NULL,
                author TEXT NOT NULL,
                created_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX run_by_benchmark ON run (benchmark, created_at, digest);
            CREATE INDEX run_by_creation ON run (created_at, digest);
            CREATE TABLE outcome (
                run BLOB NOT NULL REFERENCES run (digest),
                metric INTEGER NOT NULL,
                digest BLOB NOT NULL REFERENCES blob (digest),
                PRIMARY KEY (run, metric)
            ) STRICT, WITHOUT ROWID;
            """)
}
