import Posix
import Testing

@testable import HTTP

struct ConnectionPlacesTests {
    private func network(_ number: Int) throws -> SourceNetwork {
        try #require(SocketAddress(host: "10.0.0.\(number)", port: 1)).network
    }

    private var limits: HTTPLimits {
        var limits = HTTPLimits()
        limits.connectionCount = 5
        limits.connectionCountPerAddress = 3
        limits.refusedConnectionCount = 1
        return limits
    }

    @Test func `one address has its share, and the rest is for others`() throws {
        let places = ConnectionPlaces()
        let (one, other) = (try network(1), try network(2))
        for _ in 0..<3 { #expect(places.admit(one, limits: limits) == .served) }
        #expect(places.admit(one, limits: limits) == .told(.connectionsPerAddress))
        #expect(places.admit(one, limits: limits) == .dropped(.connectionsPerAddress))
        for _ in 0..<2 { #expect(places.admit(other, limits: limits) == .served) }
        #expect(places.admit(other, limits: limits) == .dropped(.connections))
    }

    @Test func `what is given back is there again, for the address and for all`() throws {
        let places = ConnectionPlaces()
        let (one, other) = (try network(1), try network(2))
        for _ in 0..<3 { #expect(places.admit(one, limits: limits) == .served) }
        for _ in 0..<2 { #expect(places.admit(other, limits: limits) == .served) }
        #expect(places.admit(other, limits: limits) == .told(.connections))
        places.giveBack(other, .connections)
        #expect(places.admit(one, limits: limits) == .told(.connections))
        places.giveBack(one, nil)
        #expect(places.admit(one, limits: limits) == .served)
        #expect(places.servedCount == 5)
    }

    @Test func `a connection gives its place back once, whether a loop took it or not`() throws {
        let places = ConnectionPlaces()
        let peer = try #require(SocketAddress(host: "10.0.0.1", port: 1))
        for isTaken in [false, true] {
            #expect(places.admit(peer.network, limits: limits) == .served)
            do {
                let socket = try Socket.listening(on: .loopback(port: 0), backlog: 1)
                let arrived = ArrivedSocket(socket, peer: peer, refusal: nil, in: places)
                if isTaken { _ = arrived.take() }
                #expect(places.servedCount == 1)
            }
            #expect(places.servedCount == 0)
        }
    }
}
