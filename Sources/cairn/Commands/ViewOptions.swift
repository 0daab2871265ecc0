import ArgumentParser
import Codecs

/// What a view is, as arguments.
struct ViewOptions: ParsableArguments {
    @Argument(help: "NAMESPACE/NAME or NAMESPACE/NAME@VERSION; without a version the latest.")
    var dataset: DatasetReference

    @Option(help: "Only samples of this split.")
    var split: String?

    @Option(help: "Only samples that it admits, as in 'class in [1, 2] and score > 0.5'.")
    var filter: String?

    @Option(help: "A part that is sent, NAME or NAME:SENT-AS; may be repeated. All without one.")
    var part: [String] = []

    @Option(
        help: ArgumentHelp(
            "A label that is joined, to filter by as @label.NAME and to send; may be repeated. "
                + "NAME is the field when none is given, SENT-AS is NAME.json.",
            valueName: LabelReference.form))
    var label: [LabelReference] = []

    @Option(help: "The seed of the order; 0 without one.")
    var seed: Int?

    @Flag(help: "Deliver in the order of keys instead of a shuffled one.")
    var sequential = false

    var body: JSONObject {
        var body = JSONObject()
        body[API.View.dataset] = .string(dataset.path)
        let version = dataset.version ?? DatasetReference.latest
        body[API.View.version] = Int(version).map { .number($0) } ?? .string(version)
        body[API.View.split] = split.map { .string($0) }
        body[API.View.filter] = filter.map { .string($0) }
        if !part.isEmpty { body[API.View.parts] = .array(part.map(ViewOptions.choice)) }
        if !label.isEmpty { body[API.View.labels] = .array(label.map(\.json)) }
        body[API.View.seed] = seed.map { .number($0) }
        if sequential { body[API.View.order] = .string(API.View.sequential) }
        return body
    }

    private static func choice(_ text: String) -> JSON {
        let halves = text.split(separator: ":", maxSplits: 1).map { JSON.string(String($0)) }
        var choice = JSONObject()
        choice[API.View.partName] = halves.first
        if halves.count == 2 { choice[API.View.partSentAs] = halves[1] }
        return .object(choice)
    }
}
