import Codecs

/// One document as names and values, a line each.
///
/// It shows every member there is, so that nothing a newer server says is hidden by an older
/// client.
enum Details {
    /// - Parameter omitted: names at the top that are shown elsewhere.
    static func text(_ document: JSON, omitting omitted: Set<String> = []) -> String {
        var rows: [(name: String, value: String)] = []
        collect(document, name: "", omitting: omitted, into: &rows)
        let width = rows.map { $0.name.count }.max() ?? 0
        return rows.map { row in
            let space = String(repeating: " ", count: width - row.name.count)
            return "\(Terminal.safe(row.name))\(space)  \(Terminal.safe(row.value))\n"
        }.joined()
    }

    private static func collect(
        _ value: JSON, name: String, omitting omitted: Set<String>,
        into rows: inout [(name: String, value: String)]
    ) {
        switch value {
        case .object(let object) where !object.isEmpty:
            for member in object.members where !omitted.contains(member.name) {
                let inner = name.isEmpty ? member.name : name + "." + member.name
                collect(member.value, name: inner, omitting: [], into: &rows)
            }
        case .array(let elements) where elements.contains { $0.object != nil }:
            for (index, element) in elements.enumerated() {
                collect(element, name: "\(name).\(index)", omitting: [], into: &rows)
            }
        case .array(let elements):
            rows.append((name, elements.map(\.plain).joined(separator: ", ")))
        case .number(let number):
            rows.append((name, number.integer.map { Quantity.count(Int64($0)) } ?? value.plain))
        case .null, .object: rows.append((name, "–"))
        case .bool, .string: rows.append((name, value.plain))
        }
    }
}

extension JSON {
    /// For people: a text without quotation marks, everything else as it is written.
    var plain: String {
        switch self {
        case .string(let text): text
        case .null: ""
        case .number(let number):
            number.integer == nil
                ? number.double.map { Quantity.ratio($0) } ?? number.text : number.text
        case .bool, .array, .object: text
        }
    }
}
