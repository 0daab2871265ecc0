import Codecs
import Manifests
import Records
import Testing

@testable import Catalog

struct PlanCacheTests {
    private let fixture: CatalogFixture
    private let content: TarContent

    init() throws {
        fixture = try CatalogFixture()
        try fixture.commit((0..<10).map { ("key-\($0)", "text \($0)") })
        let (_, manifest) = try Datasets(fixture.storage).manifest(.latest, of: fixture.path)
        content = try TarContent(
            of: manifest.samples(at: Array(0..<10)), in: fixture.storage)
    }

    /// How often a plan had to be made for these names, one after the other.
    private func makeCount(_ names: [Int], in cache: PlanCache) -> Int {
        var count = 0
        for name in names {
            _ = cache.content(of: Digest.of([UInt8(name)])) {
                count += 1
                return content
            }
        }
        return count
    }

    @Test func `a plan that is asked for again is not made again`() {
        let cache = PlanCache(byteLimit: 100 * content.memoryByteCount)
        #expect(makeCount([1, 2, 1, 2, 3, 1], in: cache) == 3)
    }

    @Test func `no more is kept than the limit, and what is used stays`() {
        let cache = PlanCache(byteLimit: 8 * content.memoryByteCount)
        for name in 1..<100 {
            #expect(makeCount([0, name], in: cache) == (name == 1 ? 2 : 1))
            #expect(cache.keptByteCount <= 8 * content.memoryByteCount)
        }
    }

    @Test func `a plan larger than half of the limit is not kept`() {
        let cache = PlanCache(byteLimit: 2 * content.memoryByteCount - 1)
        #expect(makeCount([1, 1], in: cache) == 2)
        #expect(cache.keptByteCount == 0)
    }

    @Test func `a smaller limit holds at once`() {
        let cache = PlanCache(byteLimit: 100 * content.memoryByteCount)
        #expect(makeCount([1, 2, 3], in: cache) == 3)
        cache.setLimit(0)
        #expect(cache.keptByteCount == 0)
        #expect(makeCount([1], in: cache) == 1)
    }

    @Test func `the memory of a plan grows with its parts`() throws {
        let (_, manifest) = try Datasets(fixture.storage).manifest(.latest, of: fixture.path)
        let half = try TarContent(of: manifest.samples(at: Array(0..<5)), in: fixture.storage)
        #expect(content.memoryByteCount > half.memoryByteCount)
        #expect(half.memoryByteCount > 5 * 200)
    }
}
