import Catalog
import Posix
import Records
import Synchronization
import Testing

struct TokensTests {
    private func tokens(_ fixture: CatalogFixture) throws -> Tokens {
        let made = Atomic<UInt8>(0)
        return try Tokens(fixture.storage) { count in
            let first = made.wrappingAdd(1, ordering: .relaxed).oldValue
            return (0..<count).map { UInt8(truncatingIfNeeded: $0) &+ first }
        }
    }

    @Test func `a token is known by its secret, also after the catalog was opened again`() throws {
        let fixture = try CatalogFixture()
        let made = try tokens(fixture).create(name: "ci", scope: .write, expiresAt: nil)
        #expect(try tokens(fixture).token(secret: made.secret) == made.token)
        #expect(try tokens(fixture).token(secret: made.secret + "0") == nil)
    }

    @Test func `a revoked token is refused at once`() throws {
        let fixture = try CatalogFixture()
        let tokens = try tokens(fixture)
        let made = try tokens.create(name: "ci", scope: .read, expiresAt: nil)
        try tokens.revoke(made.token.id)
        #expect(tokens.token(secret: made.secret) == nil && tokens.list().isEmpty)
        #expect(throws: CatalogError.tokenMissing(made.token.id)) {
            try tokens.revoke(made.token.id)
        }
    }

    @Test func `the last admin stays, unless another one stays for good`() throws {
        let fixture = try CatalogFixture()
        let tokens = try tokens(fixture)
        let first = try tokens.create(name: "a", scope: .admin, expiresAt: nil).token
        #expect(throws: CatalogError.tokenIsLastAdmin(first.id)) { try tokens.revoke(first.id) }
        #expect(tokens.hasAdmin)
    }

    @Test func `admins that revoke each other at once are not all gone`() throws {
        let fixture = try CatalogFixture()
        let tokens = try tokens(fixture)
        let ids = try (0..<6).map { number in
            try tokens.create(name: "a\(number)", scope: .admin, expiresAt: nil).token.id
        }
        let threads = try ids.map { id in
            try NativeThread.start(name: "revoke") { try? tokens.revoke(id) }
        }
        for thread in threads { thread.join() }
        #expect(tokens.list().count == 1 && tokens.hasAdmin)
    }

    @Test func `a token ends when its time is over`() throws {
        let fixture = try CatalogFixture()
        let tokens = try tokens(fixture)
        let end = Timestamp(milliseconds: fixture.clock.now.milliseconds + 1000)
        let made = try tokens.create(name: "ci", scope: .read, expiresAt: end)
        #expect(tokens.token(secret: made.secret) != nil)
        fixture.clock.advance(seconds: 1)
        #expect(tokens.token(secret: made.secret) == nil)
        #expect(tokens.list().isEmpty)
    }

    @Test func `no token is made whose secret could not be kept`() throws {
        struct Refusal: Error {}
        let fixture = try CatalogFixture()
        let tokens = try tokens(fixture)
        #expect(throws: Refusal.self) {
            try tokens.create(name: "a", scope: .admin, expiresAt: nil) { _ in throw Refusal() }
        }
        #expect(tokens.list().isEmpty)
    }

    @Test func `a mistyped secret is told from a wrong one by its checksum`() throws {
        let fixture = try CatalogFixture()
        let secret = try tokens(fixture).create(name: "a", scope: .read, expiresAt: nil).secret
        #expect(TokenSecret.isWellFormed(secret))
        let mistyped = secret.replacing("cairn_0001", with: "cairn_0010")
        #expect(!TokenSecret.isWellFormed(mistyped))
    }
}
