import Codecs
import HTTP
import Service
import Testing

/// Whether the daemon lives, for those who have no token.
struct HealthEndpointsTests {
    @Test func `everybody may ask whether the daemon lives and works`() throws {
        let daemon = try TestDaemon()
        #expect(try daemon.send(.get, "/healthz", as: nil).json == ["status": "alive"])
        #expect(try daemon.send(.get, "/readyz", as: nil).json == ["status": "ready"])
        #expect(try daemon.send(.head, "/readyz", as: nil).status == 200)
    }
}
