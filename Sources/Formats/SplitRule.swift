package import Records

/// How imported samples get their split.
package enum SplitRule: Sendable, Hashable {
    case none
    /// All of them the same one.
    case fixed(SplitName)
    /// The first segment of the key when it is a split's usual name; else none. The key keeps it.
    ///
    /// `train`, `validation` and `test` stand for themselves, `val` and `valid` for `validation`.
    case firstSegment

    package func split(of key: SampleKey) -> SplitName? {
        switch self {
        case .none: return nil
        case .fixed(let split): return split
        case .firstSegment:
            guard let slash = key.text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
            let name = SplitRule.usualNames[String(key.text[..<slash])]
            return name.flatMap { try? SplitName($0) }
        }
    }

    private static let usualNames = [
        "train": "train", "validation": "validation", "val": "validation", "valid": "validation",
        "test": "test",
    ]
}
