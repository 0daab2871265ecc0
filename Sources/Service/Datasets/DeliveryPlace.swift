import Catalog
import Codecs
import HTTP
import Records

/// Where epochs are asked for.
protocol EpochPlace: Sendable {
    func epochs(in storage: Storage, plans: PlanCache) throws -> any EpochSource
    var cacheControl: CacheControl { get }
    /// The path under which the same is found for ever.
    func pinnedPath(of call: Call, _ source: any EpochSource) -> String
}

/// Where epochs and shards are asked for: under a version of a dataset, or under a view.
enum DeliveryPlace: EpochPlace {
    case version(DatasetPath, VersionReference)
    case view(Digest)

    /// The place that the path of a call names.
    static func version(_ call: Call) throws -> DeliveryPlace {
        .version(try call.dataset(), try call.version())
    }

    static func view(_ call: Call) throws -> DeliveryPlace {
        let text = call.request.parameter("view")
        guard let digest = Digest(text) else { throw CallError.digest(text) }
        return .view(digest)
    }

    func source(in storage: Storage, plans: PlanCache) throws -> DeliverySource {
        switch self {
        case .version(let path, let reference):
            DeliverySource(
                of: try Datasets(storage).version(reference, of: path), in: path)
        case .view(let digest): try Views(storage).source(of: digest, plans: plans)
        }
    }

    /// What a digest names never changes; a number or `latest` must be asked for again.
    var cacheControl: CacheControl {
        switch self {
        case .version(_, let reference): reference.cacheControl
        case .view: .immutable
        }
    }

    func epochs(in storage: Storage, plans: PlanCache) throws -> any EpochSource {
        try source(in: storage, plans: plans)
    }

    func pinnedPath(of call: Call, _ source: any EpochSource) -> String {
        switch self {
        case .version: call.path(pinnedTo: source.digest)
        case .view: call.request.path
        }
    }
}

/// Where epochs of a mixture are asked for.
struct MixturePlace: EpochPlace {
    let digest: Digest

    /// The place that the path of a call names.
    init(_ call: Call) throws {
        let text = call.request.parameter("mixture")
        guard let digest = Digest(text) else { throw CallError.digest(text) }
        self.digest = digest
    }

    func epochs(in storage: Storage, plans: PlanCache) throws -> any EpochSource {
        try Mixtures(storage).source(of: digest, plans: plans)
    }

    var cacheControl: CacheControl { .immutable }

    func pinnedPath(of call: Call, _: any EpochSource) -> String { call.request.path }
}
