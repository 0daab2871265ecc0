import SQL

extension Migrations {
    /// Mixtures: recipes of views with weights.
    static let mixtures = Migration(
        number: 13, name: "mixtures",
        script: """
            CREATE TABLE mixture (
                digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
                recipe TEXT NOT NULL,
                author TEXT NOT NULL,
                created_at INTEGER NOT NULL
            ) STRICT;
            """)
}
