import SQL

extension Migrations {
    /// Views: recipes, and a bit for each position of the version that they keep.
    static let views = Migration(
        number: 5, name: "views",
        script: """
            CREATE TABLE view (
                digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
                recipe TEXT NOT NULL,
                sample_count INTEGER NOT NULL,
                byte_count INTEGER NOT NULL,
                positions BLOB NOT NULL,
                author TEXT NOT NULL,
                created_at INTEGER NOT NULL
            ) STRICT;
            """)
}
