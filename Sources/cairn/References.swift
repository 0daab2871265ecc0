import ArgumentParser
import Records

/// `NAMESPACE/NAME` or `NAMESPACE/NAME@VERSION` on the command line.
struct DatasetReference: ExpressibleByArgument, Equatable {
    static let latest = "latest"

    let namespace: String
    let name: String
    /// A number, a digest or `latest`; nil when none was given.
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

/// `LABELSET` or `LABELSET@SEQUENCE`: a labelset as it was after a change.
struct LabelsetReference: ExpressibleByArgument, Equatable {
    let name: String
    /// nil for now.
    let asOf: Int?

    init?(argument: String) {
        let halves = argument.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard LabelsetName.admits(String(halves[0])) else { return nil }
        name = String(halves[0])
        guard halves.count == 2 else {
            asOf = nil
            return
        }
        guard let sequence = Int(halves[1]), sequence >= 0 else { return nil }
        asOf = sequence
    }
}

/// `model:NAME`, `human:NAME` or `import:NAME`: who asserts.
struct SourceReference: ExpressibleByArgument, Equatable, CustomStringConvertible {
    let description: String

    init?(argument: String) {
        let halves = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, ["model", "human", "import"].contains(halves[0]),
            !halves[1].isEmpty
        else { return nil }
        description = argument
    }
}

/// `NAME=PATH`: an attribute and where in a line it stands.
struct AttributeMapping: ExpressibleByArgument, Equatable {
    let name: String
    let path: FieldPath

    init?(argument: String) {
        let halves = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty,
            let path = FieldPath(argument: String(halves[1]))
        else { return nil }
        name = String(halves[0])
        self.path = path
    }
}
