import Codecs
import Testing

@testable import Catalog

struct MarkFilterTests {
    private static func digest(_ number: Int) -> Digest { .of(Array("\(number)".utf8)) }

    @Test func `what was put in is found, and hardly anything else`() {
        var filter = MarkFilter(blobCount: 10_000, salt: 1)
        for number in 0..<10_000 { filter.insert(MarkFilterTests.digest(number)) }
        #expect((0..<10_000).allSatisfy { filter.contains(MarkFilterTests.digest($0)) })
        let others = (10_000..<30_000).count { filter.contains(MarkFilterTests.digest($0)) }
        #expect(others < 120)
    }

    @Test func `with another salt others are found by mistake`() {
        func mistakes(_ salt: UInt64) -> Set<Int> {
            var filter = MarkFilter(blobCount: 2000, salt: salt, byteLimit: 800)
            for number in 0..<2000 { filter.insert(MarkFilterTests.digest(number)) }
            return Set((2000..<6000).filter { filter.contains(MarkFilterTests.digest($0)) })
        }
        let (first, second) = (mistakes(1), mistakes(2))
        #expect(first.count > 500 && second.count > 500)
        #expect(first.intersection(second).count < first.count / 2)
    }
}
