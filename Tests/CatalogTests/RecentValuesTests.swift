import Codecs
import Testing

@testable import Catalog

struct RecentValuesTests {
    /// Values of ten bytes.
    private static func values(byteLimit: Int) -> RecentValues<Int> {
        RecentValues(byteLimit: byteLimit) { _ in 10 }
    }

    /// How often a value had to be made for these names, one after the other.
    private func makeCount(_ names: [Int], in values: RecentValues<Int>) -> Int {
        var count = 0
        for name in names {
            let value = values.value(of: Digest.of([UInt8(name)])) {
                count += 1
                return name
            }
            #expect(value == name)
        }
        return count
    }

    @Test func `a value that is asked for again is not made again`() {
        #expect(makeCount([1, 2, 1, 2, 3, 1], in: Self.values(byteLimit: 1000)) == 3)
    }

    @Test func `no more is kept than the limit, and what is used stays`() {
        let values = Self.values(byteLimit: 80)
        for name in 1..<100 {
            #expect(makeCount([0, name], in: values) == (name == 1 ? 2 : 1))
            #expect(values.keptByteCount <= 80)
        }
    }

    @Test func `a value larger than half of the limit is not kept`() {
        let values = Self.values(byteLimit: 19)
        #expect(makeCount([1, 1], in: values) == 2)
        #expect(values.keptByteCount == 0)
    }

    @Test func `a smaller limit holds at once`() {
        let values = Self.values(byteLimit: 1000)
        #expect(makeCount([1, 2, 3], in: values) == 3)
        values.setLimit(0)
        #expect(values.keptByteCount == 0)
        #expect(makeCount([1], in: values) == 1)
    }
}
