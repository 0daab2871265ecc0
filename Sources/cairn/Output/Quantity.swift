/// Numbers as people read them.
enum Quantity {
    /// With a comma between thousands: `1,234,567`.
    static func count(_ value: Int64) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// In the largest unit that leaves at least 1: `512 B`, `1.5 KiB`, `20 GiB`.
    static func bytes(_ value: Int64) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        var rest = Double(value)
        var unit = 0
        while rest.magnitude >= 1024, unit + 1 < units.count {
            rest /= 1024
            unit += 1
        }
        if unit == 0 { return "\(value) B" }
        // What would be printed as 1024 belongs to the next unit.
        if (rest * 10).rounded() >= 10240, unit + 1 < units.count {
            return "1.0 " + units[unit + 1]
        }
        return (rest < 100 ? decimal(rest, places: 1) : decimal(rest, places: 0)) + " "
            + units[unit]
    }

    /// `8s`, `2m05s`, `3h20m`.
    static func seconds(_ value: Int64) -> String {
        switch value {
        case ..<60: "\(max(0, value))s"
        case ..<3600: "\(value / 60)m\(twoDigits(value % 60))s"
        default: "\(value / 3600)h\(twoDigits(value % 3600 / 60))m"
        }
    }

    /// A ratio or a metric: at most `places` places, without zeros at the end; what would read as
    /// zero and is none has an exponent.
    static func ratio(_ value: Double, places: Int = 4) -> String {
        guard value.isFinite, value.magnitude < 1e12 else { return "\(value)" }
        if value != 0, value.magnitude < 0.001 { return scientific(value) }
        var text = decimal(value, places: places)
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text == "-0" ? "0" : text
    }

    /// Two digits and an exponent: `2.1e-10`.
    private static func scientific(_ value: Double) -> String {
        var mantissa = value
        var exponent = 0
        // The smallest double is 5e-324.
        while mantissa.magnitude < 0.995, exponent > -330 {
            mantissa *= 10
            exponent -= 1
        }
        return "\(decimal(mantissa, places: 1))e\(exponent)"
    }

    /// With exactly `places` places.
    static func decimal(_ value: Double, places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = Int64((value.magnitude * scale).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        let digits = String(scaled)
        guard places > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }

    private static func twoDigits(_ value: Int64) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }
}
