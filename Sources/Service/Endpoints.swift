/// The table of contents of the API: every family, in the order of its description.
package enum Endpoints {
    package static let all: [Endpoint] = families.flatMap { $0 }

    private static let families: [[Endpoint]] = [
        HealthEndpoints.all,
        TelemetryEndpoints.all,
        TokenEndpoints.all,
        BlobEndpoints.all,
        DatasetEndpoints.all,
        CommitEndpoints.all,
        VersionEndpoints.all,
        SampleEndpoints.all,
        ShardEndpoints.all,
        LabelsetEndpoints.all,
        AnnotationEndpoints.all,
        BenchmarkEndpoints.all,
        RunEndpoints.all,
        ComparisonEndpoints.all,
    ]
}
