import Telemetry
import Testing

struct GaugeTests {
    @Test func `a gauge goes up, down and to a value`() {
        let gauge = Gauge()
        gauge.set(3)
        gauge.move(by: -5)
        #expect(gauge.value == -2)
    }
}
