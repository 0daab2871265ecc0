import Posix
import Testing

@testable import HTTP

struct ConnectionPlacesTests {
    private func peer(_ number: Int) throws -> SocketAddress {
        try #require(SocketAddress(host: "10.0.0.\(number)", port: 1))
    }

    private var limits: HTTPLimits {
        var limits = HTTPLimits()
        limits.connectionCount = 5
        limits.connectionCountPerAddress = 3
        limits.refusedConnectionCount = 1
        return limits
    }

    /// What became of a connection, and its place among those that are kept.
    private struct Attempt {
        enum Outcome: Equatable {
            case served
            case told(ConnectionRefusal)
            case dropped(ConnectionRefusal)
        }
        let outcome: Outcome
        /// Holds the place.
        let arrived: ArrivedSocket?
    }

    private func attempt(_ places: ConnectionPlaces, _ peer: SocketAddress) throws -> Attempt {
        let socket = try Socket.listening(on: .loopback(port: 0), backlog: 1)
        switch places.admit(peer.network, limits: limits) {
        case .served(let place):
            return Attempt(
                outcome: .served,
                arrived: ArrivedSocket(socket, peer: peer, refusal: nil, place: place))
        case .told(let reason, let place):
            return Attempt(
                outcome: .told(reason),
                arrived: ArrivedSocket(socket, peer: peer, refusal: reason, place: place))
        case .dropped(let reason): return Attempt(outcome: .dropped(reason), arrived: nil)
        }
    }

    @Test func `one address has its share, and the rest is for others`() throws {
        let places = ConnectionPlaces()
        let (one, other) = (try peer(1), try peer(2))
        let attempts = try [one, one, one, one, one, other, other, other].map {
            try attempt(places, $0)
        }
        #expect(
            attempts.map(\.outcome) == [
                .served, .served, .served, .told(.connectionsPerAddress),
                .dropped(.connectionsPerAddress), .served, .served, .dropped(.connections),
            ])
        #expect(places.servedCount == 5)
    }

    @Test func `what is given back is there again, for the address and for all`() throws {
        let places = ConnectionPlaces()
        let (one, other) = (try peer(1), try peer(2))
        var attempts = try [one, one, one, other, other, other].map { try attempt(places, $0) }
        #expect(attempts.last?.outcome == .told(.connections))
        attempts.removeLast()
        #expect(try attempt(places, one).outcome == .told(.connections), "nobody is told now")
        attempts.removeFirst()
        attempts.append(try attempt(places, one))
        #expect(attempts.last?.outcome == .served)
        #expect(places.servedCount == 5)
    }

    @Test func `a place is given back once, by whoever has it last`() throws {
        let places = ConnectionPlaces()
        let arrived = try #require(try attempt(places, try peer(1)).arrived)
        let place = arrived.takePlace()
        let isThereTwice = isThere(arrived.takePlace())
        #expect(!isThereTwice)
        #expect(places.servedCount == 1)
        let wasThere = isThere(place)
        #expect(wasThere)
        #expect(places.servedCount == 0)
    }

    @Test func `a place that no loop has taken is given back too`() throws {
        let places = ConnectionPlaces()
        var attempt: Attempt? = try attempt(places, try peer(1))
        #expect(attempt?.outcome == .served && places.servedCount == 1)
        attempt = nil
        #expect(places.servedCount == 0)
    }

    /// And gives it back.
    private func isThere(_ place: consuming ConnectionPlace?) -> Bool {
        switch consume place {
        case .some: true
        case nil: false
        }
    }
}
