/// Numbers of bytes as operators write them: `4096`, `256 KiB`, `1GiB`.
enum ByteSize {
    private static let suffixes: [(name: String, bytes: Int)] = [
        ("TiB", 1024 * 1024 * 1024 * 1024), ("GiB", 1024 * 1024 * 1024), ("MiB", 1024 * 1024),
        ("KiB", 1024),
    ]

    /// - Returns: nil unless `text` is digits, at most one space, and at most one known suffix, and
    ///   the product fits.
    static func parse(_ text: String) -> Int? {
        guard let suffix = suffixes.first(where: { text.hasSuffix($0.name) }) else {
            return SettingType.number(text)
        }
        var digits = text.dropLast(suffix.name.count)
        if digits.hasSuffix(" ") { digits = digits.dropLast() }
        guard let number = SettingType.number(String(digits)) else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: suffix.bytes)
        return overflow ? nil : bytes
    }

    /// With the largest suffix that divides it: `parse(text(n)) == n`.
    static func text(_ bytes: Int) -> String {
        for suffix in suffixes where bytes > 0 && bytes.isMultiple(of: suffix.bytes) {
            return "\(bytes / suffix.bytes) \(suffix.name)"
        }
        return "\(bytes)"
    }
}
