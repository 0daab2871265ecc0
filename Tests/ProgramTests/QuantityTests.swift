import Testing

@testable import cairn

struct QuantityTests {
    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
        (Int64.min, "-9,223,372,036,854,775,808"),
    ])
    func `thousands are separated`(value: Int64, text: String) {
        #expect(Quantity.count(value) == text)
    }

    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (102_400, "100 KiB"),
        (1_048_575, "1.0 MiB"), (1_048_576, "1.0 MiB"), (5_368_709_120, "5.0 GiB"),
        (Int64.max, "8.0 EiB"),
    ])
    func `bytes stand in the largest unit that fits`(value: Int64, text: String) {
        #expect(Quantity.bytes(value) == text)
    }

    @Test(arguments: [
        (-1, "0s"), (59, "59s"), (60, "1m00s"), (3599, "59m59s"), (12_000, "3h20m"),
    ])
    func `durations stand in two units`(value: Int64, text: String) {
        #expect(Quantity.seconds(value) == text)
    }

    @Test(arguments: [
        (2.134e-10, "2.1e-10"), (-0.0004, "-4.0e-4"), (9.99e-5, "1.0e-4"),
        (0.5, "0.5"), (0.12345, "0.1235"), (1, "1"), (-2.5, "-2.5"),
        (0.99996, "1"), (1e20, "1e+20"),
    ])
    func `ratios have at most four places`(value: Double, text: String) {
        #expect(Quantity.ratio(value) == text)
    }
}
