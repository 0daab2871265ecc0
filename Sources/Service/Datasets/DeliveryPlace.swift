import Catalog
import Codecs
import HTTP
import Records

/// Where epochs and shards are asked for: under a version of a dataset, or under a view.
enum DeliveryPlace: Sendable {
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

    /// The path under which the same is found for ever.
    func pinnedPath(of call: Call, _ source: DeliverySource) -> String {
        switch self {
        case .version: call.path(pinnedTo: source.version)
        case .view: call.request.path
        }
    }
}
