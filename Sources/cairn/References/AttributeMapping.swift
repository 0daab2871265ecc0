import ArgumentParser

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
