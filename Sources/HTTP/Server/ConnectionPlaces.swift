internal import Posix
internal import Synchronization

/// Why a connection is not served.
package enum ConnectionRefusal: String, Sendable, CaseIterable {
    /// As many are open as may be.
    case connections
    /// As many are open from one address as may be.
    case connectionsPerAddress = "connections-per-address"
    /// The process may open nothing more.
    case openFiles = "open-files"
}

/// Counts the connections of a server and says which of them there is room for.
///
/// Bounded: a network is remembered while a connection of it is served, and no longer.
final class ConnectionPlaces: Sendable {
    enum Admission: ~Copyable {
        case served(ConnectionPlace)
        /// It is told why, and then closed.
        case told(ConnectionRefusal, ConnectionPlace)
        /// Too many are being told already: closed without a word.
        case dropped(ConnectionRefusal)
    }

    private struct State {
        var servedCount = 0
        var toldCount = 0
        var servedCounts: [SourceNetwork: Int] = [:]
    }

    private let state = Mutex(State())

    /// Connections that are served now.
    var servedCount: Int { state.withLock { $0.servedCount } }

    /// Says what becomes of a connection, and counts it while its place is kept.
    func admit(_ network: SourceNetwork, limits: HTTPLimits) -> Admission {
        let (refusal, isCounted) = count(network, limits)
        guard let refusal else {
            return .served(ConnectionPlace(of: network, isServed: true, in: self))
        }
        return isCounted
            ? .told(refusal, ConnectionPlace(of: network, isServed: false, in: self))
            : .dropped(refusal)
    }

    private func count(
        _ network: SourceNetwork, _ limits: HTTPLimits
    ) -> (refusal: ConnectionRefusal?, isCounted: Bool) {
        state.withLock { state in
            let fromNetwork = state.servedCounts[network] ?? 0
            let isFull = state.servedCount >= limits.connectionCount
            if isFull || fromNetwork >= limits.connectionCountPerAddress {
                let isTold = state.toldCount < limits.refusedConnectionCount
                if isTold { state.toldCount += 1 }
                return (isFull ? .connections : .connectionsPerAddress, isTold)
            }
            state.servedCount += 1
            state.servedCounts[network] = fromNetwork + 1
            return (nil, true)
        }
    }

    fileprivate func giveBack(_ network: SourceNetwork, isServed: Bool) {
        state.withLock { state in
            guard isServed else {
                state.toldCount -= 1
                return
            }
            state.servedCount -= 1
            let left = (state.servedCounts[network] ?? 1) - 1
            state.servedCounts[network] = left > 0 ? left : nil
        }
    }
}

/// One connection among those that are counted; given back when it goes away, in whatever way.
struct ConnectionPlace: ~Copyable, Sendable {
    private let network: SourceNetwork
    private let places: ConnectionPlaces
    private let isServed: Bool

    fileprivate init(of network: SourceNetwork, isServed: Bool, in places: ConnectionPlaces) {
        self.network = network
        self.isServed = isServed
        self.places = places
    }

    deinit { places.giveBack(network, isServed: isServed) }
}
