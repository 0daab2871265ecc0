package import Records

extension Manifest {
    /// The samples at some positions, in the order of the positions.
    ///
    /// Each leaf that holds some of them is read once; one is in memory at a time.
    package func samples(at positions: [Int]) throws -> [Sample] {
        let order = positions.indices.sorted { positions[$0] < positions[$1] }
        var found: [Sample] = []
        found.reserveCapacity(positions.count)
        var current: (leaf: LeafPage, positions: Range<Int>)?
        for index in order {
            let position = positions[index]
            guard (0..<sampleCount).contains(position) else {
                throw ManifestError.outOfRange(position: position, sampleCount: sampleCount)
            }
            if let current, current.positions.contains(position) {
                found.append(try current.leaf.sample(position - current.positions.lowerBound))
            } else {
                let (leaf, first) = try leaf(at: position)
                found.append(try leaf.sample(position - first))
                current = (leaf, first..<first + leaf.sampleCount)
            }
        }
        // Where in `found` the sample of each position is.
        var places = [Int](repeating: 0, count: order.count)
        for (place, index) in order.enumerated() { places[index] = place }
        return places.map { found[$0] }
    }
}
