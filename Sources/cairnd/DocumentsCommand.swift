internal import ArgumentParser
internal import Service

/// `cairnd docs`: writes the documents that are made from tables in the source.
struct DocumentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs",
        abstract: "Write the generated documents, or check that they are current.")

    @Option(help: "Root of the repository.")
    var directory = "."

    @Flag(help: "Write nothing; fail if a document is not current.")
    var check = false

    func run() throws {
        for document in GeneratedDocument.all {
            let path = "\(directory)/\(document.path)"
            if ConfigurationFile.read(path) == document.text { continue }
            guard !check else { throw DocumentError.outdated(path: document.path) }
            try ConfigurationFile.write(document.text, to: path)
        }
    }
}

enum DocumentError: Error, CustomStringConvertible {
    case outdated(path: String)

    var description: String {
        switch self {
        case .outdated(let path): "\(path) is not current. Run scripts/docs."
        }
    }
}
