import Catalog
import SQL
import TestSupport
import Testing

struct MigrationsTests {
    /// Rows that a program of the migration's time may have left.
    private static let rows: [Int: String] = [
        1: """
        INSERT INTO blob (digest, segment, offset, byte_count) VALUES (zeroblob(32), 1, 128, 5);
        INSERT INTO dataset (id, namespace, name, description, created_at)
            VALUES (1, 'team', 'digits', '', 0);
        INSERT INTO version (dataset, number, digest, parent, sample_count, byte_count, splits,
            message, author, created_at)
            VALUES (1, 1, zeroblob(32), NULL, 0, 0, '{}', '', 'a', 0)
        """,
        3: "INSERT INTO labelset (id, dataset, name, description, created_at) "
            + "VALUES (1, 1, 'truth', '', 0)",
        4: """
        INSERT INTO benchmark VALUES (zeroblob(32), 'b', '{}', 'a', 0);
        INSERT INTO run VALUES (zeroblob(32), zeroblob(32), 'm', '{}', '[]', 'a', 0);
        INSERT INTO outcome VALUES (zeroblob(32), 0, zeroblob(32))
        """,
    ]

    @Test(arguments: 0..<Migrations.all.count)
    func `data of every earlier schema is taken over whole`(number: Int) throws {
        let directory = TemporaryDirectory()
        let path = directory.path + "/index.db"
        let old = try Database(
            path: path, settings: DatabaseSettings(),
            migrations: Array(Migrations.all.prefix(number)))
        let statements = Self.rows.filter { $0.key <= number }.sorted { $0.key < $1.key }
            .flatMap { $0.value.split(separator: ";").map(String.init) }
        try old.write { connection in
            for statement in statements { try connection.run(statement) }
        }
        old.close()
        let new = try Database(
            path: path, settings: DatabaseSettings(), migrations: Migrations.all)
        #expect(try new.integrityProblems() == [])
        let kept = try new.read { connection in
            try connection.first(
                """
                SELECT (SELECT count(*) FROM blob), (SELECT count(*) FROM version),
                    (SELECT count(*) FROM outcome)
                """
            ) { [$0.int(0), $0.int(1), $0.int(2)] }
        }
        #expect(kept == [number >= 1 ? 1 : 0, number >= 1 ? 1 : 0, number >= 4 ? 1 : 0])
        // What there was before branches is main.
        let head = try new.read { connection in
            try connection.first("SELECT number FROM ref WHERE name = 'main'") { $0.int(0) }
        }
        #expect(head == (1..<8 ~= number ? 1 : nil))
        new.close()
    }
}
