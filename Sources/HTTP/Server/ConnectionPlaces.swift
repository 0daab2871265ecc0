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
    enum Admission: Equatable {
        case served
        /// It is told why, and then closed.
        case told(ConnectionRefusal)
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

    /// Takes a place for what is not dropped; ``giveBack(_:_:)`` must follow once.
    func admit(_ network: SourceNetwork, limits: HTTPLimits) -> Admission {
        state.withLock { state in
            let fromNetwork = state.servedCounts[network] ?? 0
            let refusal: ConnectionRefusal?
            if state.servedCount >= limits.connectionCount {
                refusal = .connections
            } else {
                refusal =
                    fromNetwork >= limits.connectionCountPerAddress ? .connectionsPerAddress : nil
            }
            if let refusal {
                guard state.toldCount < limits.refusedConnectionCount else {
                    return .dropped(refusal)
                }
                state.toldCount += 1
                return .told(refusal)
            }
            state.servedCount += 1
            state.servedCounts[network] = fromNetwork + 1
            return .served
        }
    }

    /// Ends what ``admit(_:limits:)`` began.
    func giveBack(_ network: SourceNetwork, _ refusal: ConnectionRefusal?) {
        state.withLock { state in
            guard refusal == nil else {
                state.toldCount -= 1
                return
            }
            state.servedCount -= 1
            let left = (state.servedCounts[network] ?? 1) - 1
            state.servedCounts[network] = left > 0 ? left : nil
        }
    }
}
