/// One step of the schema. Append-only: a step that was released is never edited.
package struct Migration: Sendable {
    /// 1, 2, 3 … without a gap.
    package let number: Int
    package let name: String
    /// One or more statements, separated by semicolons.
    package let script: String

    package init(number: Int, name: String, script: String) {
        self.number = number
        self.name = name
        self.script = script
    }
}

extension SQLConnection {
    /// Brings the schema to the last of `migrations`, in one transaction.
    ///
    /// The table `migration` keeps every script that ran, whole: a changed one is found, and an
    /// operator can read what made the schema.
    ///
    /// - Throws: ``SQLError/misnumberedMigration(found:expected:)``,
    ///   ``SQLError/changedMigration(number:name:)`` or ``SQLError/tooNewSchema(found:known:)``,
    ///   and then nothing was changed.
    func migrate(to migrations: [Migration]) throws {
        for (index, migration) in migrations.enumerated() where migration.number != index + 1 {
            throw SQLError.misnumberedMigration(found: migration.number, expected: index + 1)
        }
        try run("BEGIN IMMEDIATE")
        do {
            try applyMissing(of: migrations)
            try run("COMMIT")
        } catch {
            if isInTransaction { try run("ROLLBACK") }
            throw error
        }
    }

    private func applyMissing(of migrations: [Migration]) throws {
        try run(
            """
            CREATE TABLE IF NOT EXISTS migration (
                number INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                script TEXT NOT NULL,
                appliedAt INTEGER NOT NULL
            ) STRICT
            """)
        let applied = try all("SELECT script FROM migration ORDER BY number") { $0.text(0) }
        if applied.count > migrations.count {
            throw SQLError.tooNewSchema(found: applied.count, known: migrations.count)
        }
        for (script, migration) in zip(applied, migrations) where script != migration.script {
            throw SQLError.changedMigration(number: migration.number, name: migration.name)
        }
        for migration in migrations.dropFirst(applied.count) {
            try runScript(migration.script)
            try run(
                "INSERT INTO migration VALUES (?, ?, ?, unixepoch())",
                migration.number, migration.name, migration.script)
        }
    }
}
