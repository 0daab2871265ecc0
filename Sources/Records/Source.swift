/// Who asserts something about a sample: `model:resnet50`, `human:anna`.
package struct Source: Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        case human, model, judge, rule, `import`, consensus
    }

    package let kind: Kind
    package let name: String

    package init(kind: Kind, name: String) {
        self.kind = kind
        self.name = name
    }

    /// What a source must look like.
    package static let rule =
        "KIND:NAME with a kind of human, model, judge, rule, import or consensus, and a name of "
        + ModelName.rule

    package init(_ text: String) throws(NameError) {
        guard let colon = text.firstIndex(of: ":"),
            let kind = Kind(rawValue: String(text[..<colon])),
            ModelName.admits(String(text[text.index(after: colon)...]))
        else { throw NameError(text: text, rule: Source.rule) }
        self.kind = kind
        name = String(text[text.index(after: colon)...])
    }

    package var description: String { "\(kind.rawValue):\(name)" }
}
