extension Shapes {
    static let runs: [(name: String, shape: Shape)] = recipes + results

    private static let moment: Shape = .object([
        .init("labelset", .string), .init("field", .string), .init("asOf", .integer),
    ])

    private static let recipes: [(name: String, shape: Shape)] = [
        (
            "MomentRequest",
            .object([
                .init("labelset", .string, "A labelset of the dataset."),
                .init("field", .string, "The field of its annotations; class.", isRequired: false),
                .init(
                    "asOf", .integer, "As it was after this sequence number; now.",
                    isRequired: false),
            ])
        ),
        ("Moment", moment),
        (
            "MetricChoice",
            .object([
                .init("name", .string),
                .init("parameters", .map(.anything), isRequired: false),
            ])
        ),
        (
            "Benchmark",
            .object([
                .init("name", .string), .init("digest", .digest, "Of the recipe: its identity."),
                .init("dataset", .string), .init("version", .digest),
                .init("split", .nullable(.string)), .init("reference", .named("Moment")),
                .init("metrics", .array(.named("MetricChoice"))), .init("author", .string),
                .init("createdAt", .timestamp),
            ])
        ),
        (
            "Run",
            .object([
                .init("id", .digest, "Of the recipe."), .init("benchmark", .digest),
                .init("model", .string), .init("predictions", .named("Moment")),
                .init("metrics", .array(.named("Score"))), .init("author", .string),
                .init("createdAt", .timestamp),
            ])
        ),
    ]

    private static let results: [(name: String, shape: Shape)] = [
        (
            "Score",
            .object([
                .init("name", .string), .init("value", .nullable(.number)),
                .init("interval", .nullable(.named("Interval"))),
                .init("signature", .string, "Values compare only under equal signatures."),
                .init("n", .integer, "Samples that have a part in the value."),
                .init("accounting", .map(.integer)), .init("detail", .anything),
            ])
        ),
        (
            "Interval",
            .object([
                .init("low", .number), .init("high", .number), .init("level", .number),
                .init("method", .string),
            ])
        ),
        (
            "Outcome",
            .object([
                .init("key", .string), .init("position", .integer),
                .init("status", .choice(["scored", "missing", "invalid", "ignored"])),
                .init("correct", .nullable(.boolean)), .init("reference", .anything),
                .init("prediction", .anything), .init("confidence", .nullable(.number)),
            ])
        ),
        (
            "Confusion",
            .object([
                .init("reference", .anything), .init("prediction", .anything),
                .init("count", .integer),
            ])
        ),
        (
            "Agreement",
            .object([
                .init("attribute", .string), .init("agreeing", .integer),
                .init("disagreeing", .integer),
                .init("silent", .integer, "Samples without a claim or without a judgement."),
                .init("disagreements", .array(.anything)),
            ])
        ),
        (
            "Comparison",
            .object([
                .init("signature", .string), .init("n", .integer), .init("table", .map(.integer)),
                .init("delta", .nullable(.number), "The second's share of right less the first's."),
                .init("interval", .nullable(.named("Interval"))),
                .init("p", .number, "Two-sided."), .init("test", .string),
                .init("first", .anything), .init("second", .anything),
                .init("bothWrong", .array(.anything)),
                .init("regressions", .array(.anything), "Only the first is right."),
                .init("fixes", .array(.anything), "Only the second is right."),
            ])
        ),
        (
            "Leaderboard",
            .object([
                .init("benchmark", .string), .init("digest", .digest),
                .init("rows", .array(.anything), "Best value first, with an interval of ranks."),
                .init("apart", .array(.string), "Runs that are never ranked with the rows."),
            ])
        ),
    ]
}
