import Records
import SQL

extension IntegrityCheck {
    /// Looks for tokens with a scope that does not exist.
    mutating func checkTokens() throws {
        let rows = try storage.database.read { connection in
            try connection.all("SELECT id, scope FROM token") { ($0.integer(0), $0.text(1)) }
        }
        for (id, scope) in rows where Scope(rawValue: scope) == nil {
            report.note(.tokenBroken(id))
        }
    }
}
