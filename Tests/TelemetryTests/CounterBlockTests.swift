import Telemetry
import Testing

/// Numbers that one thread counts.
struct CounterBlockTests {
    @Test func `each number counts for itself`() {
        let block = CounterBlock(count: 3)
        block.increase(0)
        block.increase(2, by: 5)
        block.increase(2)
        block.set(1, to: 9)
        #expect((0..<3).map(block.value) == [1, 9, 6])
    }
}
