import ArgumentParser
import Codecs
import HTTP

/// What `cairn merge` and `cairn revert` share.
struct MergeOptions: ParsableArguments {
    enum Side: String, ExpressibleByArgument, CaseIterable {
        case from, into
    }

    @Option(help: "The branch that gets the new version.")
    var into = "main"

    @Option(
        help: "Whose change stands where both have changed a sample; without it nothing is done.")
    var prefer: Side?

    @Option(help: "Why, for those who read the versions.")
    var message: String?

    @Option(help: "Only if the branch's newest version has this number.")
    var expect: Int?

    @OptionGroup var connection: ConnectionOptions

    /// - Parameter source: the member that names the other version, and its value.
    func run(_ path: APIPath, _ dataset: DatasetReference, source: (name: String, value: String))
        throws
    {
        var body = JSONObject()
        body[source.name] = .string(source.value)
        body[API.Merge.into] = .string(into)
        body[API.Merge.prefer] = prefer.map { .string($0.rawValue) }
        body[API.Merge.message] = message.map { .string($0) }
        let answer = try connection.session().post(
            path, .object(body), condition: expect.map { Field("If-Match", "\"\($0)\"") })
        try connection.printDocument(answer) { answer in
            let version = answer[API.Merge.version]
            let name = "\(dataset.path)@\(version?[API.Version.number]?.plain ?? "?")"
            let outcome = answer[API.Merge.outcome]?.plain ?? "?"
            let changes = Quantity.count(Int64(answer[API.Merge.changes]?.integer ?? 0))
            return Terminal.safe(
                "\(outcome): \(into) is \(name)  \(version?[API.Version.digest]?.plain ?? "?")")
                + "\nsamples  \(changes) differ from before\n"
        }
    }
}
