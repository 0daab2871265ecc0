/// Places for the requests that the connections of one loop are busy with. Of its thread only.
///
/// A place is taken when a head arrives and given back when the answer is over: an idle connection
/// has none, and a request needs no allocation. Places never move, so that one is worked on without
/// copying it and without an exclusivity check at run time.
struct CurrentRequestPool: ~Copyable {
    typealias Place = UnsafeMutablePointer<CurrentRequest>  // unsafe: see the head comment

    // Places allocated together. As many are ever made as requests were in progress at once, which
    // the limit of connections bounds.
    private static let chunkCount = 64

    private var chunks: [Place] = []
    private var free: [Place] = []

    deinit {
        for chunk in chunks { chunk.deallocate() }
    }

    mutating func take(_ request: consuming CurrentRequest) -> Place {
        if free.isEmpty { grow() }
        let place = free.removeLast()
        place.initialize(to: request)
        return place
    }

    /// Ends what is there; the place must not be used after that.
    mutating func giveBack(_ place: Place) {
        place.deinitialize(count: 1)
        free.append(place)
    }

    private mutating func grow() {
        let chunk = Place.allocate(capacity: CurrentRequestPool.chunkCount)
        chunks.append(chunk)
        free.append(contentsOf: (0..<CurrentRequestPool.chunkCount).map { chunk + $0 })
    }
}
