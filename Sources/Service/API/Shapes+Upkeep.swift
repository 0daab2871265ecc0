import Catalog

extension Shapes {
    static let upkeep: [(name: String, shape: Shape)] = [
        (
            "Upkeep",
            .object([
                .init("collection", .named("Collection"), "The newest since the start."),
                .init(
                    "collectedAt", .nullable(.timestamp),
                    "When one that was no dry run came to its end."),
                .init("scrub", .named("Scrub"), "Since the start."),
            ])
        ),
        (
            "Collection",
            .object([
                .init("state", .choice(UpkeepStatus.CollectionState.allCases.map(\.rawValue))),
                .init("dryRun", .boolean), .init("beganAt", .nullable(.timestamp)),
                .init("endedAt", .nullable(.timestamp)),
                .init(
                    "step", .nullable(.choice(CollectionProgress.Step.allCases.map(\.rawValue)))),
                .init(
                    "done", .nullable(.integer),
                    "Annotations, versions, blobs, files or bytes of the step."),
                .init("total", .nullable(.integer), "Null when it is not known."),
                .init("report", .nullable(.named("CollectionReport")), "Once it is done."),
                .init("failure", .nullable(.string), "What to do."),
            ])
        ),
        (
            "CollectionReport",
            .object([
                .init("purgedDatasets", .integer, "Deleted ones that are gone for good."),
                .init("blobs", .named("Amount"), "All that are there."),
                .init("unreferenced", .named("Amount"), "Those that nothing refers to."),
                .init("condemned", .named("Amount"), "They go after the grace period."),
                .init("absolved", .named("Amount"), "Something refers to them again."),
                .init("removed", .named("Amount"), "They are gone."),
                .init("removedFiles", .named("Amount"), "Files of single blobs."),
                .init("sparseSegments", .named("Amount"), "Segments of which too little is used."),
                .init("moved", .named("Amount"), "Blobs that were copied out of them."),
                .init("removedSegments", .named("Amount")),
                .init("heldByBackup", .boolean, "Whether files stay until the next collection."),
            ])
        ),
        ("Amount", .object([.init("count", .integer), .init("bytes", .integer)])),
        (
            "Scrub",
            .object([
                .init("running", .boolean), .init("endedAt", .nullable(.timestamp)),
                .init("checked", .named("Amount")),
                .init("damaged", .integer, "In quarantine: upload them again."),
                .init("unreadable", .integer, "The disk did not give them."),
                .init("healed", .integer, "Were in quarantine, and are as they were."),
            ])
        ),
    ]
}
