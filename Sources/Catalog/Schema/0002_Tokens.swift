import SQL

extension Migrations {
    /// Credentials: only the digest of a secret is kept.
    static let tokens = Migration(
        number: 2, name: "tokens",
        script: """
            CREATE TABLE token (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL,
                secret_digest BLOB NOT NULL UNIQUE,
                scope TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER,
                revoked_at INTEGER
            ) STRICT;
            """)
}
