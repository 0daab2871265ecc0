import Records

extension FuzzTarget {
    /// The text of a filter.
    static let filter = FuzzTarget(
        name: "filter",
        seeds: [
            "class in [1, 2.5, \"x\"] and not has meta.source",
            "`a b` between 1 and 2 or @key != 3",
            "(a contains \"é\\n\" or b starts \"\") and @bytes >= -1e3", "not not @split = null",
            "@label.class in [1, \"x\"] and @confidence.`a.b` > 0.5",
        ].map { Array($0.utf8) },
        words: [
            "and", "or", "not ", "has ", "in [", "]", "between", "contains", "starts", "(", ")",
            "\"", "`", "@parts", "@label.", "@confidence.", "@", ".", ",", "!=", "<=", "true",
            "null", "1e", "-", "é",
        ]
    ) { bytes in
        let filter: Filter
        do throws(FilterError) {
            filter = try FilterParser.filter(String(decoding: bytes, as: UTF8.self))
        } catch {
            return "\(error)".prefix { !$0.isNumber }.description
        }
        let again = try? FilterParser.filter(filter.description)
        try demand(again == filter, "what is written is read again")
        return "\(filter.operands.count) \(filter.description.count / 8)"
    }
}
