import ArgumentParser
import Codecs
import Records

/// A label that a view joins, on the command line: `[NAME=]LABELSET[/FIELD][@AS-OF][:SENT-AS]`.
struct LabelReference: ExpressibleByArgument, Equatable {
    static let form = "[NAME=]LABELSET[/FIELD][@AS-OF][:SENT-AS]"

    private let name: FieldName?
    private let labelset: LabelsetName
    private let field: FieldName?
    private let asOf: Int?
    private let sentAs: PartName?

    init?(argument: String) {
        let (rest, sentAs) = LabelReference.halves(of: argument, at: ":")
        let (named, asOf) = LabelReference.halves(of: rest, at: "@")
        let parts = named.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let (labelset, field) = LabelReference.halves(of: String(parts[parts.count - 1]), at: "/")
        do {
            name = parts.count == 2 ? try FieldName(String(parts[0])) : nil
            self.labelset = try LabelsetName(labelset)
            self.field = try field.map { try FieldName($0) }
            self.sentAs = try sentAs.map { try PartName($0) }
        } catch { return nil }
        self.asOf = asOf.flatMap { Int($0) }
        if asOf != nil, self.asOf == nil { return nil }
    }

    var json: JSON {
        var object = JSONObject()
        object[API.View.labelset] = .string(labelset.text)
        object[API.View.labelField] = field.map { .string($0.text) }
        object[API.View.labelAsOf] = asOf.map { .number($0) }
        object[API.View.labelName] = name.map { .string($0.text) }
        object[API.View.labelSentAs] = sentAs.map { .string($0.text) }
        return .object(object)
    }

    /// What stands before the first separator, and what after it.
    private static func halves(of text: String, at separator: Character) -> (String, String?) {
        let halves = text.split(
            separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
        return (String(halves[0]), halves.count == 2 ? String(halves[1]) : nil)
    }
}
