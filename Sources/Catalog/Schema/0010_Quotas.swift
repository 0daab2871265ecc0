import SQL

extension Migrations {
    /// What each version has added, and how much namespaces may have. Of versions that are there
    /// already, what they have more than their parents is taken for it.
    static let quotas = Migration(
        number: 10, name: "quotas",
        script: """
            ALTER TABLE version ADD COLUMN added_byte_count INTEGER NOT NULL DEFAULT 0;
            UPDATE version SET added_byte_count = max(0, byte_count - coalesce((
                SELECT p.byte_count FROM version AS p
                WHERE p.dataset = version.dataset AND p.number = version.parent), 0));
            CREATE TABLE quota (
                namespace TEXT PRIMARY KEY,
                byte_limit INTEGER NOT NULL CHECK (byte_limit >= 0)
            ) STRICT, WITHOUT ROWID;
            """)
}
