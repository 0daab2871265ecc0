/// The table of contents of the API: every family, in the order of its description.
package enum Endpoints {
    package static func all(_ context: Context) -> [Endpoint] {
        let families: [[Endpoint]] = [
            HealthEndpoints(context: context).all,
            TelemetryEndpoints(context: context).all,
            TokenEndpoints(context: context).all,
            BlobEndpoints(context: context).all,
            DatasetEndpoints(context: context).all,
            CommitEndpoints(context: context).all,
            VersionEndpoints(context: context).all,
            SampleEndpoints(context: context).all,
            ShardEndpoints(context: context).all,
            LabelsetEndpoints(context: context).all,
            AnnotationEndpoints(context: context).all,
            BenchmarkEndpoints(context: context).all,
            RunEndpoints(context: context).all,
            ComparisonEndpoints(context: context).all,
        ]
        return families.flatMap { $0 }
    }
}
