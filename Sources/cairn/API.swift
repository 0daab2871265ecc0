import Codecs

/// A path of the server with its query, percent-encoded.
struct APIPath: Equatable {
    let target: String

    /// - Parameter query: parameters with nil values are left out.
    init(_ segments: [String], query: [(name: String, value: String?)] = []) {
        let path = segments.map { "/" + PercentEncoding.encode($0) }.joined()
        let pairs = query.compactMap { name, value in
            value.map { name + "=" + PercentEncoding.encode($0) }
        }
        target = pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
    }
}

/// Every path of the server that the client asks for.
///
/// The names of members stand in API+Names.swift.
enum API {
    private static let root = "v1"

    static let telemetry = APIPath(["metrics"])

    // MARK: Upkeep

    static let upkeep = APIPath([root, "upkeep"])
    static let collections = APIPath([root, "upkeep", "collections"])

    // MARK: Datasets

    static func datasets(_ page: Page) -> APIPath {
        APIPath([root, "datasets"], query: page.query)
    }

    static func dataset(_ dataset: DatasetReference) -> APIPath {
        APIPath(segments(of: dataset))
    }

    static func namespace(_ name: String) -> APIPath { APIPath([root, "namespaces", name]) }

    static func quota(_ namespace: String) -> APIPath {
        APIPath([root, "namespaces", namespace, "quota"])
    }

    static func restoration(of dataset: DatasetReference) -> APIPath {
        APIPath(segments(of: dataset) + ["restore"])
    }

    static func deletions(_ page: Page) -> APIPath {
        APIPath([root, "deletions"], query: page.query)
    }

    static func commits(
        _ dataset: DatasetReference, split: String?, replacesAll: Bool, message: String?,
        branch: String? = nil
    ) -> APIPath {
        APIPath(
            segments(of: dataset) + ["commits"],
            query: [
                ("split", split), ("replace", replacesAll ? "true" : nil), ("create", "true"),
                ("message", message), ("branch", branch),
            ])
    }

    static func refs(_ dataset: DatasetReference, _ page: Page) -> APIPath {
        APIPath(segments(of: dataset) + ["refs"], query: page.query)
    }

    static func ref(_ dataset: DatasetReference, _ name: String) -> APIPath {
        APIPath(segments(of: dataset) + ["refs", name])
    }

    static func merges(_ dataset: DatasetReference) -> APIPath {
        APIPath(segments(of: dataset) + ["merges"])
    }

    static func reverts(_ dataset: DatasetReference) -> APIPath {
        APIPath(segments(of: dataset) + ["reverts"])
    }

    /// The value of `split` that takes each sample's split from its first folder.
    static let splitFromFolder = "folder"

    static func versions(_ dataset: DatasetReference, _ page: Page) -> APIPath {
        APIPath(segments(of: dataset) + ["versions"], query: page.query)
    }

    static func version(_ dataset: DatasetReference) -> APIPath {
        APIPath(segmentsOfVersion(dataset))
    }

    static func samples(_ dataset: DatasetReference, split: String?, _ page: Page) -> APIPath {
        APIPath(
            segmentsOfVersion(dataset) + ["samples"], query: [("split", split)] + page.query)
    }

    static func sample(_ dataset: DatasetReference, key: String) -> APIPath {
        APIPath(segmentsOfVersion(dataset) + ["samples", key])
    }

    static func part(_ dataset: DatasetReference, key: String, name: String) -> APIPath {
        APIPath(segmentsOfVersion(dataset) + ["samples", key, "parts", name])
    }

    static func difference(
        _ dataset: DatasetReference, from: String, to: String, _ page: Page
    ) -> APIPath {
        APIPath(
            segments(of: dataset) + ["diff"], query: [("from", from), ("to", to)] + page.query)
    }

    static func shards(_ dataset: DatasetReference, _ page: Page) -> APIPath {
        APIPath(segmentsOfVersion(dataset) + ["shards"], query: page.query)
    }

    static func shard(_ dataset: DatasetReference, number: Int) -> APIPath {
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        return APIPath(segmentsOfVersion(dataset) + ["shards", padded + ".tar"])
    }

    // MARK: Labels

    static func labelsets(_ dataset: DatasetReference, _ page: Page = Page()) -> APIPath {
        APIPath(segments(of: dataset) + ["labelsets"], query: page.query)
    }

    static func labelset(_ dataset: DatasetReference, _ labelset: String) -> APIPath {
        APIPath(segments(of: dataset) + ["labelsets", labelset])
    }

    static func annotations(
        _ dataset: DatasetReference, _ labelset: String, source: String? = nil,
        sample: String? = nil, asOf: Int? = nil, _ page: Page = Page()
    ) -> APIPath {
        APIPath(
            segments(of: dataset) + ["labelsets", labelset, "annotations"],
            query: [
                ("source", source), ("sample", sample), ("asOf", asOf.map { String($0) }),
            ] + page.query)
    }

    static func annotation(
        _ dataset: DatasetReference, _ labelset: String, identifier: String
    ) -> APIPath {
        APIPath(segments(of: dataset) + ["labelsets", labelset, "annotations", identifier])
    }

    static func changes(
        _ dataset: DatasetReference, _ labelset: String, after: Int, limit: Int, waitSeconds: Int
    ) -> APIPath {
        APIPath(
            segments(of: dataset) + ["labelsets", labelset, "changes"],
            query: [
                ("after", String(after)), ("limit", String(limit)),
                ("wait", waitSeconds > 0 ? String(waitSeconds) : nil),
            ])
    }

    // MARK: Views

    static let views = APIPath([root, "views"])
    static let viewPreview = APIPath([root, "previews"])

    static func view(_ digest: String) -> APIPath { APIPath([root, "views", digest]) }

    static let mixtures = APIPath([root, "mixtures"])

    static func mixture(_ digest: String) -> APIPath { APIPath([root, "mixtures", digest]) }

    static func mixtureSamples(_ digest: String, epoch: Int, limit: Int) -> APIPath {
        APIPath(
            [root, "mixtures", digest, "epochs", String(epoch), "samples"],
            query: [("limit", String(limit))])
    }

    static func viewSamples(_ digest: String, epoch: Int, limit: Int) -> APIPath {
        APIPath(
            [root, "views", digest, "epochs", String(epoch), "samples"],
            query: [("limit", String(limit))])
    }

    // MARK: Benchmarks and runs

    static let newBenchmark = APIPath([root, "benchmarks"])

    static func benchmarks(_ page: Page) -> APIPath {
        APIPath([root, "benchmarks"], query: page.query)
    }

    static func benchmark(_ name: String) -> APIPath { APIPath([root, "benchmarks", name]) }

    static let newRun = APIPath([root, "runs"])

    static func runs(benchmark: String?, _ page: Page) -> APIPath {
        APIPath([root, "runs"], query: [("benchmark", benchmark)] + page.query)
    }

    static func run(_ identifier: String) -> APIPath { APIPath([root, "runs", identifier]) }

    static func runSamples(_ identifier: String, _ page: Page) -> APIPath {
        APIPath([root, "runs", identifier, "samples"], query: page.query)
    }

    static func failures(_ identifier: String, metric: String?, _ page: Page) -> APIPath {
        APIPath(
            [root, "runs", identifier, "failures"], query: [("metric", metric)] + page.query)
    }

    static func confusions(_ identifier: String, metric: String?) -> APIPath {
        APIPath([root, "runs", identifier, "confusions"], query: [("metric", metric)])
    }

    static func agreement(_ identifier: String, attribute: String) -> APIPath {
        APIPath([root, "runs", identifier, "agreement"], query: [("attribute", attribute)])
    }

    static func comparison(first: String, second: String, metric: String?) -> APIPath {
        APIPath(
            [root, "comparisons"],
            query: [("first", first), ("second", second), ("metric", metric)])
    }

    static func leaderboard(_ benchmark: String, metric: String?) -> APIPath {
        APIPath([root, "leaderboards", benchmark], query: [("metric", metric)])
    }

    // MARK: Tokens

    static let tokens = APIPath([root, "tokens"])

    static func token(_ identifier: String) -> APIPath { APIPath([root, "tokens", identifier]) }

    private static func segments(of dataset: DatasetReference) -> [String] {
        [root, "datasets", dataset.namespace, dataset.name]
    }

    private static func segmentsOfVersion(_ dataset: DatasetReference) -> [String] {
        segments(of: dataset) + ["versions", dataset.version ?? DatasetReference.latest]
    }

    /// Where a listing goes on, and how much of it is wanted at once.
    struct Page {
        var cursor: String?
        var limit: Int?

        var query: [(name: String, value: String?)] {
            [("cursor", cursor), ("limit", limit.map { String($0) })]
        }
    }
}
