import ArgumentParser
import Codecs

/// `cairn mixture create`: keeps a mixture.
struct MixtureCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Keep a mixture of views and print its digest.")

    @Argument(help: "The digest of a view and its weight, as in sha256:…=3; without one 1.")
    var views: [WeightedView]

    @Option(help: "Samples of an epoch; without it as many as the views have together.")
    var samples: Int?

    @Option(help: "The seed of the order; 0 without one.")
    var seed: Int?

    @Flag(help: "Deliver one view after the other instead of shuffled.")
    var sequential = false

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let answer = try connection.session().post(API.mixtures, .object(body))
        try connection.printDocument(answer) { Details.text($0) }
    }

    var body: JSONObject {
        var body = JSONObject()
        body[API.Mixture.components] = .array(views.map(\.json))
        body[API.Mixture.samples] = samples.map { .number($0) }
        body[API.View.seed] = seed.map { .number($0) }
        if sequential { body[API.View.order] = .string(API.View.sequential) }
        return body
    }
}

/// `DIGEST` or `DIGEST=WEIGHT` on the command line.
struct WeightedView: ExpressibleByArgument, Equatable {
    let digest: String
    let weight: Int

    init?(argument: String) {
        let halves = argument.split(separator: "=", omittingEmptySubsequences: false)
        guard Digest(String(halves[0])) != nil, halves.count <= 2 else { return nil }
        digest = String(halves[0])
        guard let weight = halves.count == 2 ? Int(halves[1]) : 1, weight > 0 else { return nil }
        self.weight = weight
    }

    var json: JSON {
        [API.Mixture.view: .string(digest), API.Mixture.weight: .number(weight)]
    }
}
