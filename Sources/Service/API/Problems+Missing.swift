import Catalog
import Codecs
import HTTP
import Records

extension Problems {
    /// What is not there, and where to look for what is.
    static func problem(forMissing error: CatalogError) -> Problem {
        switch error {
        case .datasetMissing(let path):
            missing(
                "dataset", path.description,
                "GET /v1/datasets lists them, GET /v1/deletions those that can be brought back.")
        case .versionMissing(let path, .latest):
            missing("version of", path.description, "Commit samples first.")
        case .versionMissing(let path, let version):
            missing("version", "\(path)@\(version)", "GET …/versions lists them.")
        case .refMissing(let path, let name):
            missing("branch or tag", "\(path)@\(name)", "GET …/refs lists them.")
        case .sampleMissing(let key): missing("sample", key.text, "GET …/samples lists them.")
        case .partMissing(let key, let part):
            missing("part", "\(key).\(part)", "GET …/samples/\(key) lists the parts.")
        case .shardMissing(let number, let count):
            missing("shard", String(number), "The version has \(count) shards, numbered from 0.")
        case .blobMissing(let digest): missing("blob", digest.description, "Upload it first.")
        case .labelsetMissing(let name):
            missing("labelset", name.text, "GET …/labelsets lists them.")
        case .annotationMissing(let id):
            missing("annotation", id.text, "GET …/annotations lists those that stand.")
        case .benchmarkMissing(let name):
            missing("benchmark", name, "GET /v1/benchmarks lists them.")
        case .splitMissing(let split):
            missing("split", split.text, "GET …/versions/{version} names the splits.")
        case .runMissing(let id): missing("run", id, "Give six digits of its id at least.")
        case .metricMissing(let name, let known):
            missing("metric", name, "Known: \(known.joined(separator: ", ")).")
        case .viewMissing(let digest):
            missing("view", digest.description, "GET /v1/views lists them.")
        case .tokenMissing(let id): missing("token", String(id), "GET /v1/tokens lists them.")
        default: mistake
        }
    }

    static func missing(_ noun: String, _ name: String, _ advice: String) -> Problem {
        ProblemKind.resourceMissing.problem("There is no \(noun) '\(name)'. \(advice)")
    }
}
