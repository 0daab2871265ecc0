import ArgumentParser
import Codecs
import HTTP

/// What `cairn branch` and `cairn tag` share: without a name they list.
struct RefOptions: ParsableArguments {
    @Argument(help: "The dataset, NAMESPACE/NAME.")
    var dataset: DatasetReference

    @Argument(help: "A name; without it they are listed.")
    var name: String?

    @Option(help: "What it stands for: a number, a digest, a branch or a tag (default: latest).")
    var at: String?

    @Flag(help: "Forget the name. Versions stay.")
    var delete = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if name == nil, at != nil || delete {
            throw ValidationError("Give a name, too.")
        }
        if at != nil, delete { throw ValidationError("--at and --delete exclude each other.") }
        if dataset.version != nil {
            throw ValidationError("Give NAMESPACE/NAME; the version is what --at names.")
        }
    }

    /// - Parameter expected: the number of the version that the ref stands for now; nil to make it.
    func run(_ kind: String, expected: Int?) throws {
        let session = try connection.session()
        guard let name else { return try list(session, kind) }
        if delete {
            let found = try session.get(API.ref(dataset, name))[API.Ref.kind]?.string
            guard found == nil || found == kind else {
                throw Failure.usage(
                    "'\(Terminal.safe(name))' is a \(found ?? ""): cairn \(found ?? "") "
                        + "\(dataset) \(Terminal.safe(name)) --delete forgets it.")
            }
            try session.delete(API.ref(dataset, name))
            if !connection.json { try Terminal.write("forgot \(Terminal.safe(name))\n") }
            return
        }
        let body: JSON = [
            API.Ref.kind: .string(kind), API.Ref.version: .string(at ?? DatasetReference.latest),
        ]
        let condition = expected.map { Field("If-Match", "\"\($0)\"") }
        let answer = try session.put(
            API.ref(dataset, name), body,
            condition: condition ?? Field("If-None-Match", "*"))
        try connection.printDocument(answer) { Tables.refs.text([$0]) }
    }

    private func list(_ session: Session, _ kind: String) throws {
        try connection.printListing(
            Listing(name: API.Ref.list, limit: .max), Tables.refs,
            whenEmpty: "no branches or tags yet; \(dataset) has its branch main from its first "
                + "version on"
        ) { try session.get(API.refs(dataset, $0)) }
    }
}
