import Telemetry
import Testing

struct CounterTests {
    @Test func `a counter adds up what several tasks add`() async {
        let counter = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { for _ in 0..<1000 { counter.increase(by: 2) } }
            }
        }
        #expect(counter.value == 8000)
    }
}
