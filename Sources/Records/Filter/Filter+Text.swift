import Codecs

/// The one form in which a filter is written; it is read as the same filter.
extension Filter: CustomStringConvertible {
    package var description: String {
        switch self {
        case .all(let filters): filters.map(\.inner).joined(separator: " and ")
        case .any(let filters): filters.map(\.inner).joined(separator: " or ")
        case .not(let filter): "not \(filter.inner)"
        case .test(let operand, .exists): "has \(operand)"
        case .test(let operand, let test): "\(operand) \(test)"
        }
    }

    /// Inside another: all and any stand in brackets.
    private var inner: String {
        switch self {
        case .all, .any: "(\(description))"
        case .not, .test: description
        }
    }
}

extension Filter.Operand: CustomStringConvertible {
    package var description: String {
        switch self {
        case .key: "@key"
        case .split: "@split"
        case .byteCount: "@bytes"
        case .parts: "@parts"
        case .field(let path): path.map(Filter.Operand.name).joined(separator: ".")
        case .label(let name): "@label.\(Filter.Operand.name(name.text))"
        case .confidence(let name): "@confidence.\(Filter.Operand.name(name.text))"
        }
    }

    private static func name(_ name: String) -> String {
        let isPlain =
            name.utf8.allSatisfy(FilterLexer.isInWord) && !FilterParser.keywords.contains(name)
            && !(name.utf8.first.map { $0 == 0x2D || (0x30...0x39).contains($0) } ?? true)
        return isPlain ? name : "`\(name)`"
    }
}

extension Filter.Test: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exists: "exists"
        case .compares(let comparison, let value): "\(comparison.rawValue) \(value)"
        case .between(let low, let high): "between \(low) and \(high)"
        case .isOne(let values): "in [\(values.map(\.description).joined(separator: ", "))]"
        case .contains(let text): "contains \(Filter.Value.text(text))"
        case .starts(let text): "starts \(Filter.Value.text(text))"
        }
    }
}

extension Filter.Value: CustomStringConvertible {
    package var description: String { String(decoding: json.canonicalBytes, as: UTF8.self) }

    private var json: JSON {
        switch self {
        case .text(let text): .string(text)
        case .number(let number): .number(number)
        case .flag(let flag): .bool(flag)
        case .null: .null
        }
    }
}
