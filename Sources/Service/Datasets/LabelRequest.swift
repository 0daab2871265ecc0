import Catalog
import Codecs
import Records
import Shards

/// A label that a view joins, as a client asks for it; perhaps without a moment.
struct LabelRequest: Sendable {
    let moment: MomentRequest
    /// What filters and lines call it.
    let name: FieldName
    /// The part that it is sent as; nil for none.
    let sentAs: PartName?

    static let members: [Shape.Member] = [
        .init("labelset", .string),
        .init("field", .string, "\(FieldName.standard) if absent.", isRequired: false),
        .init("asOf", .integer, "The sequence number; the newest if absent.", isRequired: false),
        .init(
            "name", .string, "What filters and lines call it; the field if absent.",
            isRequired: false),
        .init("as", .string, "The part it is sent as; NAME.json if absent.", isRequired: false),
        .init(
            "send", .boolean, "Whether it is sent as a part; true if absent.", isRequired: false),
    ]

    init(_ json: JSON, at pointer: String) throws(JSONError) {
        var fields = try JSONFields(json, at: pointer)
        moment = try MomentRequest(from: &fields)
        name = try fields.optionalName("name", as: FieldName.self) ?? moment.field
        let asked = try fields.optionalName("as", as: PartName.self)
        let isSent = try fields.optionalBool("send") ?? true
        try fields.finish()
        // A label's name may be too long for a part's.
        guard let standard = try? PartName("\(name).json") else {
            throw .notAllowed(pointer: fields.place(of: "name"), rule: PartName.rule)
        }
        sentAs = isSent ? asked ?? standard : nil
    }

    func pinned(in dataset: DatasetPath, _ storage: Storage) throws -> ViewRecipe.LabelChoice {
        ViewRecipe.LabelChoice(
            moment: try moment.pinned(in: dataset, storage), name: name, sentAs: sentAs)
    }
}
