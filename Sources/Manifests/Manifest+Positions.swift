import Codecs
package import Records

extension Manifest {
    /// Leaves that are read together: some hundred kilobytes.
    private static let leavesPerRead = 32

    /// The samples at some positions, in the order of the positions.
    ///
    /// Each leaf that holds some of them is read once; few are in memory at a time.
    package func samples(at positions: [Int]) throws -> [Sample] {
        let order = positions.indices.sorted { positions[$0] < positions[$1] }
        // The leaves in their order, each with its part of `order`.
        var leaves: [(digest: Digest, positions: Range<Int>, members: Range<Int>)] = []
        for (place, index) in order.enumerated() {
            let position = positions[index]
            guard (0..<sampleCount).contains(position) else {
                throw ManifestError.outOfRange(position: position, sampleCount: sampleCount)
            }
            if let last = leaves.last, last.positions.contains(position) {
                leaves[leaves.count - 1].members = last.members.lowerBound..<place + 1
            } else {
                let (digest, positions) = try leafPlace(of: position)
                leaves.append((digest, positions, place..<place + 1))
            }
        }
        var found = [Sample?](repeating: nil, count: positions.count)
        for start in stride(from: 0, to: leaves.count, by: Manifest.leavesPerRead) {
            let some = leaves[start..<min(leaves.count, start + Manifest.leavesPerRead)]
            for (leaf, place) in zip(try pages.leaves(some.map(\.digest)), some) {
                guard leaf.sampleCount == place.positions.count else { throw leaf.page.corrupt }
                for index in order[place.members] {
                    found[index] = try leaf.sample(positions[index] - place.positions.lowerBound)
                }
            }
        }
        return found.compactMap(\.self)
    }
}
