import SQL

extension Migrations {
    /// Where each version's commit object is; null until it has one. The index is for the
    /// reference's own check when a blob's row goes, and finds versions without one.
    static let commitObjects = Migration(
        number: 11, name: "commit objects",
        script: """
            ALTER TABLE version ADD COLUMN commit_object BLOB REFERENCES blob (digest);
            CREATE INDEX version_by_commit_object ON version (commit_object);
            """)
}
