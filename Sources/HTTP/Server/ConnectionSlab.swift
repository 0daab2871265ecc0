internal import Posix

/// The connections of one loop, at fixed addresses. Of the loop's thread only.
///
/// A connection is lent as a pointer for one turn, so that the loop's other state can change while
/// one connection is worked on, without an exclusivity check at run time. Places are used again;
/// the generation in the token tells old from new.
struct ConnectionSlab: ~Copyable {
    // Places allocated together; they never move.
    private static let chunkCount = 256

    private var chunks: [UnsafeMutablePointer<Connection>] = []  // unsafe: see the head comment
    /// Odd while the place is in use.
    private var generations: [UInt32] = []
    private var free: [UInt32] = []
    private(set) var count = 0

    deinit {
        for slot in generations.indices where generations[slot] % 2 == 1 {
            place(slot).deinitialize(count: 1)
        }
        for chunk in chunks { chunk.deallocate() }
    }

    /// Takes over a new connection.
    mutating func insert(
        socket: consuming Socket, from arrival: ArrivedSocket, now: UInt64
    ) -> ConnectionToken {
        if free.isEmpty { grow() }
        let slot = free.removeLast()
        generations[Int(slot)] &+= 1
        let token = ConnectionToken(slot: slot, generation: generations[Int(slot)])
        place(Int(slot)).initialize(
            to: Connection(token: token, socket: socket, arrival: arrival, now: now))
        count += 1
        return token
    }

    /// The connection, valid until it is removed; nil when it is gone.
    func pointer(_ token: ConnectionToken) -> UnsafeMutablePointer<Connection>? {
        let slot = Int(token.slot)
        guard slot < generations.count, generations[slot] == token.generation,
            token.generation % 2 == 1
        else { return nil }
        return place(slot)
    }

    /// Ends a connection: its socket is closed.
    mutating func remove(_ token: ConnectionToken) {
        guard let pointer = pointer(token) else { return }
        pointer.deinitialize(count: 1)
        generations[Int(token.slot)] &+= 1
        free.append(token.slot)
        count -= 1
    }

    /// All that are there now.
    var tokens: [ConnectionToken] {
        generations.indices.filter { generations[$0] % 2 == 1 }.map {
            ConnectionToken(slot: UInt32($0), generation: generations[$0])
        }
    }

    private mutating func grow() {
        let start = generations.count
        chunks.append(.allocate(capacity: ConnectionSlab.chunkCount))
        generations.append(contentsOf: repeatElement(0, count: ConnectionSlab.chunkCount))
        // The lowest place is used first.
        let new = UInt32(start)..<UInt32(generations.count)
        free.append(contentsOf: new.reversed())
    }

    private func place(_ slot: Int) -> UnsafeMutablePointer<Connection> {
        chunks[slot / ConnectionSlab.chunkCount] + slot % ConnectionSlab.chunkCount
    }
}
