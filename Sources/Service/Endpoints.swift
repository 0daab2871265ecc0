/// The table of contents of the API: every family, in the order of its description.
package enum Endpoints {
    package static let all: [Endpoint] = families.flatMap(\.endpoints)

    /// By the names under which telemetry counts them.
    package static let families: [Endpoint.Family] = [
        Endpoint.Family("health", HealthEndpoints.all),
        Endpoint.Family("telemetry", TelemetryEndpoints.all),
        Endpoint.Family("tokens", TokenEndpoints.all),
        Endpoint.Family("upkeep", UpkeepEndpoints.all),
        Endpoint.Family("blobs", BlobEndpoints.all),
        Endpoint.Family("datasets", DatasetEndpoints.all),
        Endpoint.Family("namespaces", NamespaceEndpoints.all),
        Endpoint.Family("commits", CommitEndpoints.all),
        Endpoint.Family("versions", VersionEndpoints.all),
        Endpoint.Family("refs", RefEndpoints.all),
        Endpoint.Family("merges", MergeEndpoints.all),
        Endpoint.Family("samples", SampleEndpoints.all),
        Endpoint.Family("batches", BatchEndpoints.all),
        Endpoint.Family("shards", ShardEndpoints.all),
        Endpoint.Family("epochs", EpochEndpoints.all),
        Endpoint.Family("views", ViewEndpoints.all),
        Endpoint.Family("mixtures", MixtureEndpoints.all),
        Endpoint.Family("ledger", LedgerEndpoints.all),
        Endpoint.Family("loader", LoaderEndpoints.all),
        Endpoint.Family("labelsets", LabelsetEndpoints.all),
        Endpoint.Family("annotations", AnnotationEndpoints.all),
        Endpoint.Family("benchmarks", BenchmarkEndpoints.all),
        Endpoint.Family("runs", RunEndpoints.all),
        Endpoint.Family("comparisons", ComparisonEndpoints.all),
    ]
}
