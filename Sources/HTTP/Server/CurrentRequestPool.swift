/// Places for the requests that the connections of one loop are busy with. Of its thread only.
///
/// A place is taken when a head arrives and given back when the answer is over: an idle connection
/// has none, and a request needs no allocation. Places never move, so that one is worked on without
/// copying it and without an exclusivity check at run time. Each has room for a path.
struct CurrentRequestPool: ~Copyable {
    typealias Place = UnsafeMutablePointer<CurrentRequest>  // unsafe: see the head comment

    // Places allocated together. As many are ever made as requests were in progress at once, which
    // the limit of connections bounds.
    private static let chunkCount = 64

    private struct Free {
        let place: Place
        let pathBytes: UnsafeMutableRawBufferPointer  // unsafe: see the head comment
    }

    private var chunks: [(places: Place, paths: UnsafeMutableRawBufferPointer)] = []
    private var free: [Free] = []

    deinit {
        for chunk in chunks {
            chunk.places.deallocate()
            chunk.paths.deallocate()
        }
    }

    /// Places that are taken.
    var takenCount: Int { chunks.count * CurrentRequestPool.chunkCount - free.count }

    mutating func take(
        _ requestID: RequestID, startNanoseconds: UInt64, receivedByteCount: Int64
    ) -> Place {
        if free.isEmpty { grow() }
        let found = free.removeLast()
        found.place.initialize(
            to: CurrentRequest(
                requestID: requestID, startNanoseconds: startNanoseconds,
                receivedByteCount: receivedByteCount, pathBytes: found.pathBytes))
        return found.place
    }

    /// Ends what is there; the place must not be used after that.
    mutating func giveBack(_ place: Place) {
        let pathBytes = place.pointee.pathBytes
        place.deinitialize(count: 1)
        free.append(Free(place: place, pathBytes: pathBytes))
    }

    private mutating func grow() {
        let (count, limit) = (CurrentRequestPool.chunkCount, CurrentRequest.pathByteLimit)
        let places = Place.allocate(capacity: count)
        let paths = UnsafeMutableRawBufferPointer.allocate(byteCount: count * limit, alignment: 16)
        chunks.append((places, paths))
        for index in 0..<count {
            let pathBytes = UnsafeMutableRawBufferPointer(
                rebasing: paths[index * limit..<(index + 1) * limit])
            free.append(Free(place: places + index, pathBytes: pathBytes))
        }
    }
}
