import ArgumentParser
import Records

/// `NAMESPACE/NAME` or `NAMESPACE/NAME@VERSION` on the command line.
struct DatasetReference: ExpressibleByArgument, Equatable {
    static let latest = "latest"

    let namespace: String
    let name: String
    /// A number, a digest, a branch, a tag or `latest`; nil when none was given.
    var version: String?

    init?(argument: String) {
        let halves = argument.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let names = halves[0].split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2, NamespaceName.admits(String(names[0])),
            DatasetName.admits(String(names[1]))
        else { return nil }
        namespace = String(names[0])
        name = String(names[1])
        guard halves.count == 2 else { return }
        guard !halves[1].isEmpty else { return nil }
        version = String(halves[1])
    }

    var defaultValueDescription: String { description }
}

extension DatasetReference: CustomStringConvertible {
    var description: String { name(at: version) }

    /// Without its version.
    var path: String { name(at: nil) }

    private func name(at version: String?) -> String {
        "\(namespace)/\(name)" + (version.map { "@" + $0 } ?? "")
    }
}
