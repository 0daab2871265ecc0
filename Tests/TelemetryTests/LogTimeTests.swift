import Telemetry
import Testing

struct LogTimeTests {
    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00.000Z"), (951_827_696, 7, "2000-02-29T12:34:56.007Z"),
        (1_767_225_599, 999, "2025-12-31T23:59:59.999Z"), (-1, 0, "1969-12-31T23:59:59.000Z"),
    ])
    func `a moment is RFC 3339 in UTC with milliseconds`(
        seconds: Int64, milliseconds: Int, text: String
    ) {
        #expect(LogTime(secondsSince1970: seconds, milliseconds: milliseconds).text == text)
    }
}
