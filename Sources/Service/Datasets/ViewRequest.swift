import Catalog
import Codecs
import HTTP
import Records
import Shards

/// A view as a client asks for it; what it leaves open is pinned to what is newest.
struct ViewRequest: Sendable {
    private let dataset: DatasetPath
    private let version: VersionReference
    private let split: SplitName?
    private let filter: Filter?
    private let parts: [ViewRecipe.PartChoice]
    private let labels: [LabelRequest]
    private let order: OrderRule
    /// Whose values a preview counts.
    let balance: Filter.Operand?

    static let members: [Shape.Member] = [
        .init("dataset", .string, "NAMESPACE/NAME"),
        .init("version", .string, "\(VersionReference.rule); latest.", isRequired: false),
        .init("split", .string, "Only samples of this split.", isRequired: false),
        .init(
            "filter", .string,
            "Only samples that it admits, as in class in [1, 2] and @label.review = \"good\" "
                + "(Docs/VIEWS.md).",
            isRequired: false),
        .init(
            "parts",
            .array(
                .object([.init("name", .string), .init("as", .string, isRequired: false)])),
            "The parts that are sent, and under which names; all when absent.",
            isRequired: false),
        .init(
            "labels",
            .array(.object(LabelRequest.members)),
            "What labelsets say of the samples: to filter by, and to send.", isRequired: false),
        .init("seed", .integers(0...(OrderRule.seedLimit - 1)), "0 if absent.", isRequired: false),
        .init(
            "order", .choice(["shuffled", "sequential"]), "shuffled when absent.",
            isRequired: false),
    ]

    /// - Parameter isPreview: whether `balance` may be asked for.
    init(from fields: inout JSONFields, isPreview: Bool) throws(JSONError) {
        let datasetText = try fields.string("dataset")
        guard let dataset = try? DatasetPath(datasetText) else {
            throw .notAllowed(pointer: fields.place(of: "dataset"), rule: "NAMESPACE/NAME")
        }
        self.dataset = dataset
        version = try fields.optionalVersion("version") ?? .latest
        split = try fields.optionalName("split", as: SplitName.self)
        parts = try ViewRequest.parts(from: &fields)
        labels = try ViewRequest.labels(from: &fields, beside: parts)
        filter = try ViewRequest.filter(from: &fields)
        order = try fields.order()
        balance = try isPreview ? ViewRequest.balance(from: &fields) : nil
        let named = Set(labels.map(\.name))
        for (member, operands) in [("filter", filter?.operands), ("balance", balance.map { [$0] })]
        {
            let asked = (operands ?? []).compactMap(\.label)
            guard let name = asked.filter({ !named.contains($0) }).min(by: { $0.text < $1.text })
            else { continue }
            let known = named.map(\.text).sorted().joined(separator: ", ")
            throw .notAllowed(
                pointer: fields.place(of: member),
                rule: "about labels that 'labels' names"
                    + (known.isEmpty ? ", and it names none" : " (\(known)), not '\(name)'"))
        }
    }

    func recipe(in storage: Storage) throws -> ViewRecipe {
        let version = try Datasets(storage).version(version, of: dataset)
        return ViewRecipe(
            dataset: dataset, version: version.digest, split: split, filter: filter, parts: parts,
            labels: try labels.map { try $0.pinned(in: dataset, storage) }, order: order)
    }

    private static func balance(from fields: inout JSONFields) throws(JSONError) -> Filter.Operand?
    {
        guard let text = try fields.optionalString("balance") else { return nil }
        do { return try FilterParser.operand(text) } catch {
            throw .notAllowed(pointer: fields.place(of: "balance"), rule: error.rule)
        }
    }

    private static func labels(
        from fields: inout JSONFields, beside parts: [ViewRecipe.PartChoice]
    ) throws(JSONError) -> [LabelRequest] {
        guard let value = fields.optionalValue("labels") else { return [] }
        let place = fields.place(of: "labels")
        guard let elements = value.array, (1...ViewRecipe.labelLimit).contains(elements.count)
        else { throw .notAllowed(pointer: place, rule: "1 to \(ViewRecipe.labelLimit) labels") }
        var labels: [LabelRequest] = []
        for (index, element) in elements.enumerated() {
            let label = try LabelRequest(element, at: "\(place)/\(index)")
            guard !labels.contains(where: { $0.name == label.name }) else {
                throw .notAllowed(
                    pointer: "\(place)/\(index)/name", rule: "a name of its own; give one")
            }
            let taken = parts.map(\.sentAs) + labels.compactMap(\.sentAs)
            if let sentAs = label.sentAs, taken.contains(sentAs) {
                throw .notAllowed(pointer: "\(place)/\(index)/as", rule: "sent under its own name")
            }
            labels.append(label)
        }
        return labels
    }

    private static func filter(from fields: inout JSONFields) throws(JSONError) -> Filter? {
        guard let text = try fields.optionalString("filter") else { return nil }
        do { return try FilterParser.filter(text) } catch {
            throw .notAllowed(pointer: fields.place(of: "filter"), rule: error.rule)
        }
    }

    private static func parts(from fields: inout JSONFields) throws(JSONError)
        -> [ViewRecipe.PartChoice]
    {
        guard let value = fields.optionalValue("parts") else { return [] }
        let place = fields.place(of: "parts")
        guard let elements = value.array, (1...ViewRecipe.partLimit).contains(elements.count) else {
            throw .notAllowed(pointer: place, rule: "1 to \(ViewRecipe.partLimit) parts")
        }
        var choices: [ViewRecipe.PartChoice] = []
        for (index, element) in elements.enumerated() {
            var members = try JSONFields(element, at: "\(place)/\(index)")
            let name = try members.name("name", as: PartName.self)
            let sentAs = try members.optionalName("as", as: PartName.self) ?? name
            try members.finish()
            guard !choices.contains(where: { $0.sentAs == sentAs }) else {
                throw .notAllowed(pointer: "\(place)/\(index)", rule: "sent under its own name")
            }
            choices.append(ViewRecipe.PartChoice(name: name, sentAs: sentAs))
        }
        return choices
    }
}

extension FilterError {
    /// What the text must be, as a clause.
    fileprivate var rule: String {
        switch self {
        case .syntax(let offset, let expected): "a filter with \(expected) at byte \(offset)"
        case .tooLong(let limit): "a filter of at most \(limit) bytes"
        case .tooDeep(let limit): "a filter of at most \(limit) conditions inside each other"
        case .tooManyTests(let limit): "a filter of at most \(limit) tests and values"
        }
    }
}
