import Catalog
import Records

/// The shapes that several endpoints share, by name: the components of the API's description.
package enum Shapes {
    package static let all: [(name: String, shape: Shape)] =
        datasets + labels + runs + operations

    private static let datasets: [(name: String, shape: Shape)] = [
        (
            "Dataset",
            .object([
                .init("namespace", .string), .init("name", .string),
                .init("description", .string), .init("createdAt", .timestamp),
                .init(
                    "latest", .nullable(.named("Version")),
                    "The head of the branch main; null before its first commit."),
            ])
        ),
        (
            "Usage",
            .object([
                .init("namespace", .string), .init("datasets", .integer),
                .init("usedBytes", .integer, "Of the samples that its versions have added."),
                .init("quotaBytes", .nullable(.integer), "Null for no limit."),
            ])
        ),
        (
            "Deletion",
            .object([
                .init("namespace", .string), .init("name", .string),
                .init("deletedAt", .timestamp),
                .init("restorableUntil", .timestamp, "By the setting collection-grace-seconds."),
            ])
        ),
        (
            "Version",
            .object([
                .init("number", .integer, "Counts from 1 in each dataset."),
                .init("digest", .digest, "Of the manifest: equal digests are equal content."),
                .init("parent", .nullable(.integer), "The version that it was made from."),
                .init("mergedParent", .nullable(.integer), "The one that was merged into that."),
                .init("samples", .integer),
                .init("bytes", .integer, "Of all parts."),
                .init("splits", .map(.integer), "Samples of each split."),
                .init("message", .string), .init("author", .string),
                .init("createdAt", .timestamp),
            ])
        ),
        (
            "Sample",
            .object([
                .init("key", .string, "A relative path, unique in the version."),
                .init("position", .integer, "Its place in the order of keys.", isRequired: false),
                .init("split", .string, isRequired: false),
                .init("fields", .map(.anything), isRequired: false),
                .init("parts", .map(.named("Part")), isRequired: false),
            ])
        ),
        (
            "DeliveredSample",
            .object([
                .init("key", .string), .init("index", .integer, "Its place in the epoch."),
                .init("position", .integer, "Its place in the order of keys."),
                .init("split", .string, isRequired: false), .init("fields", .map(.anything)),
                .init("parts", .map(.named("Part"))),
                .init("texts", .map(.string), "Parts that are UTF-8.", isRequired: false),
                .init("bytes", .map(.string), "Other parts, as base 64.", isRequired: false),
                .init(
                    "labels", .map(.array(.named("DeliveredAnnotation"))),
                    "What the view joins, by its names.", isRequired: false),
                .init("view", .digest, "Of a mixture: where it came from.", isRequired: false),
                .init(
                    "component", .integer, "Of a mixture: the number of the view in the recipe.",
                    isRequired: false),
                .init(
                    "pass", .integer, "Of a mixture: the epoch of the view.", isRequired: false),
            ])
        ),
        (
            "DeliveredAnnotation",
            .object([
                .init("id", .string), .init("revision", .integer), .init("value", .anything),
                .init("attributes", .map(.anything)), .init("confidence", .nullable(.number)),
                .init("source", .string),
            ])
        ),
        (
            "View",
            .object([
                .init("digest", .digest, "Of the recipe: the view's name."),
                .init("recipe", .map(.anything)), .init("samples", .integer),
                .init("bytes", .integer, "Of the parts that are sent."),
                .init("author", .string), .init("createdAt", .timestamp),
            ])
        ),
        ("Mixture", .object(Mixture.members)),
        ("Part", .object([.init("digest", .digest), .init("bytes", .integer)])),
        (
            "Change",
            .object([
                .init("put", .named("Sample"), "Add or replace.", isRequired: false),
                .init("remove", .string, "The key of a sample to remove.", isRequired: false),
            ])
        ),
        (
            "Commit",
            .object([
                .init("version", .named("Version")), .init("added", .integer),
                .init("changed", .integer), .init("removed", .integer),
                .init("unchanged", .integer, "Samples that were there already."),
                .init("newBlobs", .integer), .init("newBytes", .integer),
            ])
        ),
        (
            "Difference",
            .object([
                .init("key", .string), .init("change", .choice(["added", "removed", "changed"])),
                .init("parts", .array(.string), "Of a changed sample: which are others."),
                .init("fields", .array(.string), "Of a changed sample: which are others."),
                .init("split", .boolean, "Whether a changed sample has another split."),
                .init("from", .nullable(.named("Sample"))),
                .init("to", .nullable(.named("Sample"))),
            ])
        ),
        (
            "Ref",
            .object([
                .init("name", .string), .init("kind", .choice(Ref.Kind.allCases.map(\.rawValue))),
                .init("version", .named("Version")), .init("author", .string),
                .init("movedAt", .timestamp),
            ])
        ),
        (
            "Merge",
            .object([
                .init("version", .named("Version"), "The branch's head."),
                .init("outcome", .choice(Merges.Outcome.allCases.map(\.rawValue))),
                .init("changes", .integer, "Samples that differ from the head before."),
            ])
        ),
        (
            "Shard",
            .object([
                .init("number", .integer, "Counts from 0."), .init("samples", .integer),
                .init("bytes", .integer), .init("etag", .digest), .init("url", .string),
            ])
        ),
        ("Blob", .object([.init("digest", .digest), .init("bytes", .integer)])),
    ]

    private static let value: Shape = .object([
        .init("class", .anything, "An integer or a name.", isRequired: false),
        .init("probabilities", .array(.number), "Of each class, 0 to 1.", isRequired: false),
        .init("text", .string, isRequired: false), .init("number", .number, isRequired: false),
    ])

    private static let statement: [Shape.Member] = [
        .init("sample", .string, "The sample's key."),
        .init("field", .string, "Which question it answers; class.", isRequired: false),
        .init("value", .named("Value")),
        .init("attributes", .map(.anything), isRequired: false),
        .init("confidence", .number, "0 to 1.", isRequired: false),
        .init("source", .string, Source.rule, isRequired: false),
    ]

    private static let labels: [(name: String, shape: Shape)] = [
        (
            "Labelset",
            .object([
                .init("name", .string), .init("description", .string),
                .init("createdAt", .timestamp), .init("annotations", .integer, "That stand."),
                .init("sequence", .integer, "Of its newest revision."),
            ])
        ),
        ("Value", value),
        ("Statement", .object(statement)),
        (
            "AnnotationLine",
            .object(
                [.init("id", .string, "FIELD:SAMPLE when absent.", isRequired: false)] + statement)
        ),
        (
            "Annotation",
            .object([
                .init("id", .string), .init("revision", .integer), .init("sequence", .integer),
                .init("sample", .string), .init("field", .string),
                .init("value", .nullable(.named("Value")), "Null when it is withdrawn."),
                .init("attributes", .map(.anything)), .init("confidence", .nullable(.number)),
                .init("source", .string), .init("author", .string),
                .init("createdAt", .timestamp),
            ])
        ),
        (
            "BulkResult",
            .object([
                .init("created", .integer), .init("unchanged", .integer),
                .init("sequence", .integer, "The labelset's newest."),
            ])
        ),
        (
            "Changes",
            .object([
                .init("changes", .array(.named("Annotation"))),
                .init("sequence", .integer, "Go on from here."),
            ])
        ),
    ]

    private static let operations: [(name: String, shape: Shape)] =
        upkeep + [
            (
                "Token",
                .object([
                    .init("id", .integer), .init("name", .string),
                    .init("scope", .choice(Scope.allCases.map(\.rawValue))),
                    .init("createdAt", .timestamp), .init("expiresAt", .nullable(.timestamp)),
                ])
            ),
            (
                "NewToken",
                .object([
                    .init("id", .integer), .init("name", .string),
                    .init("scope", .choice(Scope.allCases.map(\.rawValue))),
                    .init("createdAt", .timestamp), .init("expiresAt", .nullable(.timestamp)),
                    .init("token", .string, "The secret, shown once."),
                ])
            ),
            (
                "Problem",
                .object([
                    .init("type", .string), .init("title", .string), .init("status", .integer),
                    .init("detail", .string, "What to do."), .init("requestID", .string),
                ])
            ),
        ]
}
