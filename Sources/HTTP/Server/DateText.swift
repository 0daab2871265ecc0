/// The line of the Date field, made once per second (RFC 9110 §5.6.7, IMF-fixdate).
struct DateText {
    /// With its name and CR LF.
    private(set) var line: [UInt8] = []
    /// When the next second begins, by the monotonic clock.
    private var endNanoseconds: UInt64 = 0

    /// Whether the second has passed: told without a look at the wall clock.
    @inline(__always)
    func isOver(at nowNanoseconds: UInt64) -> Bool { nowNanoseconds >= endNanoseconds }

    /// Makes the text of another second.
    ///
    /// - Parameter nowNanoseconds: the same moment by the monotonic clock.
    mutating func update(wallNanoseconds: UInt64, at nowNanoseconds: UInt64) {
        endNanoseconds = nowNanoseconds + 1_000_000_000 - wallNanoseconds % 1_000_000_000
        let seconds = Int64(wallNanoseconds / 1_000_000_000)
        line = Array("Date: \(DateText.text(wallSeconds: seconds))\r\n".utf8)
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(wallSeconds: Int64) -> String {
        let days = Int(wallSeconds / 86_400)
        let second = Int(wallSeconds % 86_400)
        let (year, month, day) = civil(daysSinceEpoch: days)
        let time = [second / 3600, second / 60 % 60, second % 60].map(twoDigits)
        // 1970-01-01 was a Thursday.
        return "\(weekdays[(days + 4) % 7]), \(twoDigits(day)) \(months[month - 1]) \(year) "
            + time.joined(separator: ":") + " GMT"
    }

    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days, for dates
    // since 1970.
    private static func civil(daysSinceEpoch: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
