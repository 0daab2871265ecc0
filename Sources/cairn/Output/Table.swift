import Codecs

/// Rows of one kind of document, in aligned columns.
struct Table: Sendable {
    /// One column: its title, and the text of a row in it.
    struct Column: Sendable {
        enum Alignment: Sendable { case left, right }

        let title: String
        let alignment: Alignment
        let text: @Sendable (JSON) -> String
    }

    let columns: [Column]

    init(_ columns: [Column]) { self.columns = columns }

    /// The rows with a line of titles above them, each line ended; columns as wide as they must be.
    func text(_ rows: [JSON], withTitles: Bool = true) -> String {
        var lines = rows.map { row in columns.map { Terminal.safe($0.text(row)) } }
        if withTitles { lines.insert(columns.map { $0.title.uppercased() }, at: 0) }
        let widths = columns.indices.map { index in lines.map { $0[index].count }.max() ?? 0 }
        return lines.map { line in
            var text = ""
            for (index, cell) in line.enumerated() {
                let space = String(repeating: " ", count: widths[index] - cell.count)
                text += index > 0 ? "  " : ""
                text += columns[index].alignment == .right ? space + cell : cell + space
            }
            while text.hasSuffix(" ") { text.removeLast() }
            return text + "\n"
        }.joined()
    }
}

extension Table.Column {
    /// Any value as it stands; empty where there is none.
    static func plain(_ title: String, _ path: FieldPath) -> Table.Column {
        Table.Column(title: title, alignment: .left) { path.value(in: $0)?.plain ?? "" }
    }

    /// A digest without its prefix, cut to what tells digests apart.
    static func digest(_ title: String, _ path: FieldPath) -> Table.Column {
        Table.Column(title: title, alignment: .left) { row in
            let text = path.value(in: row)?.plain ?? ""
            return String((text.split(separator: ":").last ?? "").prefix(12))
        }
    }

    static func count(_ title: String, _ path: FieldPath) -> Table.Column {
        Table.Column(title: title, alignment: .right) { row in
            path.value(in: row)?.integer.map { Quantity.count(Int64($0)) } ?? ""
        }
    }

    static func bytes(_ title: String, _ path: FieldPath) -> Table.Column {
        Table.Column(title: title, alignment: .right) { row in
            path.value(in: row)?.integer.map { Quantity.bytes(Int64($0)) } ?? ""
        }
    }

    static func ratio(_ title: String, _ path: FieldPath) -> Table.Column {
        Table.Column(title: title, alignment: .right) { row in
            path.value(in: row)?.double.map { Quantity.ratio($0) } ?? ""
        }
    }

    /// `0.91 to 0.94`, from an array of two numbers or from `low` and `high`.
    /// The ranks that a run may have: `1`, or `2–3`.
    static func ranks(_ title: String, _ path: FieldPath) -> Table.Column {
        Table.Column(title: title, alignment: .left) { row in
            guard let value = path.value(in: row), let best = value[0]?.integer,
                let worst = value[1]?.integer
            else { return "" }
            return best == worst ? String(best) : "\(best)–\(worst)"
        }
    }

    static func interval(_ title: String, _ path: FieldPath) -> Table.Column {
        Table.Column(title: title, alignment: .left) { row in
            guard let value = path.value(in: row),
                let low = (value["low"] ?? value[0])?.double,
                let high = (value["high"] ?? value[1])?.double
            else { return "" }
            return "\(Quantity.ratio(low)) to \(Quantity.ratio(high))"
        }
    }
}
