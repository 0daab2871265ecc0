import Catalog
import Codecs
import HTTP
import Records

extension Problems {
    /// What a recipe asks for and cannot be had.
    static func problem(for error: ViewError) -> Problem {
        switch error {
        case .fieldUnknown(let path, let known):
            unknown(
                path.joined(separator: "."), known, text: "No sample of the version has a field",
                without: "Its samples have no fields.")
        case .labelFieldUnknown(let moment, let known):
            unknown(
                moment.field.text, known.map(\.text),
                text: "'\(moment.labelset)' has as of \(moment.asOf) no annotation of a field",
                without: "It has none at all.")
        case .filterTooCostly(let testCount, let limit):
            ProblemKind.invalidMember.problem(
                "The filter would make \(testCount) tests on the samples of the version, and "
                    + "\(limit) are allowed. Write fewer tests and values.",
                members: ["pointer": "/filter", "limit": .number(limit)])
        case .mixtureMissing(let digest):
            missing("mixture", digest.description, "GET /v1/mixtures lists them.")
        case .viewEmpty(let digest):
            ProblemKind.invalidMember.problem(
                "The view \(digest) has no samples to draw. Leave it out.",
                members: ["pointer": "/mixture", "view": .string(digest.description)])
        case .labelsTooLarge(let limit):
            ProblemKind.invalidParameter.problem(
                "The samples have more than \(limit >> 20) MiB of labels. Ask for fewer of them at "
                    + "once, as with steps.", members: ["limitBytes": .number(limit)])
        }
    }

    /// - Parameters:
    ///   - text: what is said before the name.
    ///   - without: what is said when nothing is known.
    private static func unknown(
        _ name: String, _ known: [String], text: String, without: String
    ) -> Problem {
        let nearest = known.sorted {
            (SpellingDistance.edits(name, $0), $0) < (SpellingDistance.edits(name, $1), $1)
        }.prefix(3)
        return ProblemKind.invalidMember.problem(
            "\(text) '\(name)'. "
                + (nearest.isEmpty
                    ? without : "The nearest are \(nearest.joined(separator: ", "))."),
            members: [
                "field": .string(name), "nearest": .array(nearest.map { .string($0) }),
            ])
    }
}
