import SQL

extension Migrations {
    /// Branches and tags. What every dataset had until now is the branch main.
    static let refs = Migration(
        number: 8, name: "refs",
        script: """
            ALTER TABLE version ADD COLUMN merged_parent INTEGER;
            CREATE TABLE ref (
                dataset INTEGER NOT NULL REFERENCES dataset (id),
                name TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('branch', 'tag')),
                number INTEGER NOT NULL,
                author TEXT NOT NULL,
                moved_at INTEGER NOT NULL,
                PRIMARY KEY (dataset, name),
                FOREIGN KEY (dataset, number) REFERENCES version (dataset, number)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO ref (dataset, name, kind, number, author, moved_at)
                SELECT dataset, 'main', 'branch', max(number), author, created_at FROM version
                GROUP BY dataset;
            """)
}
