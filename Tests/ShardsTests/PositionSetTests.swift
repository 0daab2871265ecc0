import TestSupport
import Testing

@testable import Shards

struct PositionSetTests {
    @Test(arguments: [0, 1, 63, 64, 65, 4095, 4096, 4097, 20_000], [0.0, 0.01, 0.5, 1.0])
    func `ranks and positions are inverse`(capacity: Int, density: Double) throws {
        var random = SeededGenerator(seed: UInt64(capacity))
        let members = (0..<capacity).filter { _ in
            Double.random(in: 0..<1, using: &random) < density
        }
        let isMember = Set(members)
        let set = PositionSet(capacity: capacity) { isMember.contains($0) }
        #expect(set.count == members.count)
        #expect((0..<set.count).map(set.position(ofRank:)) == members)
        #expect(members.map(set.rank(of:)) == Array(members.indices))
        #expect((-1...capacity).filter(set.contains) == members)
        #expect(set.rank(of: capacity) == members.count)
        let read = try #require(PositionSet(capacity: capacity, bytes: set.bytes))
        #expect((0..<read.count).map(read.position(ofRank:)) == members)
    }

    @Test func `bytes of another set are refused`() {
        #expect(PositionSet(capacity: 65, bytes: [UInt8](repeating: 0, count: 8)) == nil)
        #expect(PositionSet(capacity: 3, bytes: [8] + [UInt8](repeating: 0, count: 7)) == nil)
        #expect(PositionSet(capacity: 4, bytes: [8] + [UInt8](repeating: 0, count: 7)) != nil)
    }
}
