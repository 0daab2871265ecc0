import Codecs
package import Records
import SQL
import Synchronization

/// Credentials: made, recognised and revoked.
///
/// The live ones are held in memory, so recognising a request's token needs no disk; the daemon is
/// the only writer of its data directory, so the copy cannot go stale.
package final class Tokens: Sendable {
    private let storage: Storage
    private let randomBytes: @Sendable (Int) -> [UInt8]
    private let live: Mutex<[Digest: Token]>
    /// Held while the index and the copy in memory change, so that they change in one order.
    private let changing = Mutex(())

    /// - Parameter randomBytes: so many bytes that nobody can guess.
    package init(_ storage: Storage, randomBytes: @escaping @Sendable (Int) -> [UInt8]) throws {
        self.storage = storage
        self.randomBytes = randomBytes
        let rows = try storage.database.read { connection in
            try connection.all(
                "SELECT \(Tokens.columns), secret_digest FROM token WHERE revoked_at IS NULL"
            ) { row in (try row.digest(5), try Tokens.token(from: row)) }
        }
        live = Mutex(Dictionary(rows) { first, _ in first })
    }

    /// Whether somebody can make and revoke tokens.
    package var hasAdmin: Bool { list().contains { $0.scope == .admin } }

    /// Makes a token; its secret is returned here and never again.
    ///
    /// - Parameter keep: called with the secret before the token exists, so that no token can be
    ///   made whose secret nobody has.
    package func create(
        name: String, scope: Scope, expiresAt: Timestamp?, keep: (String) throws -> Void = { _ in }
    ) throws -> (token: Token, secret: String) {
        let secret = TokenSecret.make(from: randomBytes(TokenSecret.randomByteCount))
        try keep(secret)
        let token = try changing.withLock { _ in
            try insert(
                TokenSecret.digest(of: secret), name: name, scope: scope, expiresAt: expiresAt)
        }
        return (token, secret)
    }

    private func insert(_ digest: Digest, name: String, scope: Scope, expiresAt: Timestamp?) throws
        -> Token
    {
        let now = storage.now()
        let token = try storage.database.write { connection in
            try connection.run(
                """
                INSERT INTO token (name, secret_digest, scope, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?)
                """,
                name, digest.bytes, scope.rawValue, now.milliseconds, expiresAt?.milliseconds)
            return Token(
                id: connection.lastInsertedRowID, name: name, scope: scope, createdAt: now,
                expiresAt: expiresAt)
        }
        live.withLock { $0[digest] = token }
        return token
    }

    /// The live token with this secret; nil for anything else.
    ///
    /// Looked up by the secret's digest: the time it takes says nothing about the secret.
    package func token(secret: String) -> Token? {
        guard TokenSecret.isWellFormed(secret) else { return nil }
        let digest = TokenSecret.digest(of: secret)
        guard let token = live.withLock({ $0[digest] }) else { return nil }
        return token.isOver(at: storage.now()) ? nil : token
    }

    /// Live tokens in the order in which they were made.
    package func list() -> [Token] {
        let now = storage.now()
        return live.withLock { Array($0.values) }
            .filter { !$0.isOver(at: now) }.sorted { $0.id < $1.id }
    }

    /// From here on the token is refused.
    ///
    /// - Throws: ``CatalogError/tokenIsLastAdmin(_:)``: nobody could make another one.
    package func revoke(_ id: Int64) throws {
        try changing.withLock { _ in
            let now = storage.now()
            try storage.database.write { connection in
                // In the one transaction: of two that revoke each other at once, one stays.
                try Tokens.refuseLastAdmin(id, at: now, in: connection)
                try connection.run(
                    "UPDATE token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                    now.milliseconds, id)
                guard connection.changedRowCount == 1 else { throw CatalogError.tokenMissing(id) }
            }
            live.withLock { tokens in tokens = tokens.filter { $0.value.id != id } }
        }
    }

    private static func refuseLastAdmin(
        _ id: Int64, at now: Timestamp, in connection: SQLConnection
    ) throws {
        let isAdmin = try connection.first(
            """
            SELECT count(*) FROM token WHERE id = ? AND scope = 'admin' AND revoked_at IS NULL
                AND (expires_at IS NULL OR expires_at > ?)
            """, id, now.milliseconds
        ) { $0.int(0) > 0 }
        let hasOther = try connection.first(
            """
            SELECT count(*) FROM token WHERE id != ? AND scope = 'admin' AND revoked_at IS NULL
                AND expires_at IS NULL
            """, id
        ) { $0.int(0) > 0 }
        if isAdmin == true, hasOther != true { throw CatalogError.tokenIsLastAdmin(id) }
    }

    private static let columns = "id, name, scope, created_at, expires_at"

    private static func token(from row: SQLRow) throws -> Token {
        guard let scope = Scope(rawValue: row.text(2)) else {
            throw SQLError.corrupt("a token has a scope that does not exist")
        }
        return Token(
            id: row.integer(0), name: row.text(1), scope: scope,
            createdAt: Timestamp(milliseconds: row.integer(3)),
            expiresAt: row.optionalInteger(4).map(Timestamp.init(milliseconds:)))
    }
}

extension Token {
    fileprivate func isOver(at now: Timestamp) -> Bool { expiresAt.map { $0 <= now } ?? false }
}

/// The text of a token: `cairn_`, 64 hexadecimal digits of randomness and an 8-digit checksum.
///
/// The prefix lets scanners find leaked tokens, the checksum tells a mistyped one from a wrong one.
package enum TokenSecret {
    package static let prefix = "cairn_"
    package static let randomByteCount = 32
    private static let checksumLength = 8

    static func make(from random: [UInt8]) -> String {
        let body = Hexadecimal.encode(random)
        return prefix + body + checksum(of: body)
    }

    static func digest(of secret: String) -> Digest { Digest.of(Array(secret.utf8)) }

    package static func isWellFormed(_ secret: String) -> Bool {
        guard secret.hasPrefix(prefix),
            secret.utf8.count == prefix.utf8.count + 2 * randomByteCount + checksumLength
        else { return false }
        let body = String(secret.dropFirst(prefix.count).dropLast(checksumLength))
        return secret.hasSuffix(checksum(of: body))
    }

    private static func checksum(of body: String) -> String {
        String(Digest.of(Array(body.utf8)).hexadecimal.prefix(checksumLength))
    }
}
