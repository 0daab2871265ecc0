import Codecs

/// The columns of every table that is printed.
enum Tables {
    static let datasets = Table([
        Table.Column(title: "name", alignment: .left) { row in
            let namespace = row[API.Dataset.namespace]?.plain ?? ""
            return namespace + "/" + (row[API.Dataset.name]?.plain ?? "")
        },
        .plain("version", "latest.number"), .digest("digest", "latest.digest"),
        .count("samples", "latest.samples"), .bytes("bytes", "latest.bytes"),
        .plain("created", "createdAt"), .plain("description", "description"),
    ])

    static let deletions = Table([
        Table.Column(title: "name", alignment: .left) { row in
            let namespace = row[API.Dataset.namespace]?.plain ?? ""
            return namespace + "/" + (row[API.Dataset.name]?.plain ?? "")
        },
        .plain("deleted", "deletedAt"), .plain("restorable until", "restorableUntil"),
    ])

    static let versions = Table([
        .plain("version", "number"), .digest("digest", "digest"), .count("samples", "samples"),
        .bytes("bytes", "bytes"), .plain("created", "createdAt"), .plain("message", "message"),
    ])

    static let refs = Table([
        .plain("name", "name"), .plain("kind", "kind"), .plain("version", "version.number"),
        .digest("digest", "version.digest"), .count("samples", "version.samples"),
        .plain("moved", "movedAt"), .plain("by", "author"),
    ])

    static let samples = Table([
        .count("position", "position"), .plain("key", "key"), .plain("split", "split"),
        Table.Column(title: "parts", alignment: .left) { row in
            (row[API.Sample.parts]?.object?.members ?? []).map { part in
                let bytes = part.value[API.Sample.bytes]?.integer
                return part.name + " " + (bytes.map { Quantity.bytes(Int64($0)) } ?? "")
            }.joined(separator: ", ")
        },
        Table.Column(title: "fields", alignment: .left) { row in
            cut(
                (row[API.Sample.fields]?.object?.members ?? []).map {
                    $0.name + "=" + $0.value.plain
                }.joined(separator: " "))
        },
    ])

    static let differences = Table([
        .plain("change", "change"), .plain("key", "key"),
        Table.Column(title: "what", alignment: .left) { changedMembers($0) },
    ])

    static let labelsets = Table([
        .plain("name", "name"), .count("sequence", "sequence"),
        .count("annotations", "annotations"), .plain("created", "createdAt"),
        .plain("description", "description"),
    ])

    static let annotations = Table([
        .plain("sample", "sample"), .plain("field", "field"), .plain("id", "id"),
        .plain("revision", "revision"), .plain("source", "source"),
        Table.Column(title: "value", alignment: .left) { cut($0["value"]?.plain ?? "") },
    ])

    static let changes = Table([
        .count("sequence", "sequence"), .plain("sample", "sample"), .plain("field", "field"),
        .plain("id", "id"), .plain("revision", "revision"), .plain("source", "source"),
        Table.Column(title: "value", alignment: .left) { cut($0["value"]?.plain ?? "") },
    ])

    static let benchmarks = Table([
        .plain("name", "name"), .digest("digest", "digest"), .plain("dataset", "dataset"),
        .plain("version", "version"), .plain("split", "split"),
        .plain("reference", "reference.labelset"), .plain("created", "createdAt"),
    ])

    static let runs = Table([
        .plain("id", "id"), .plain("benchmark", "benchmark"), .plain("model", "model"),
        Table.Column(title: "metrics", alignment: .left) { row in
            (row[API.Run.metrics]?.array ?? []).map { metric in
                let value = metric["value"]?.double.map { Quantity.ratio($0) }
                return (metric["name"]?.plain ?? "") + " " + (value ?? "–")
            }.joined(separator: ", ")
        },
        .plain("created", "createdAt"),
    ])

    static let metrics = Table([
        .plain("metric", "name"), .ratio("value", "value"), .interval("95 % interval", "interval"),
        .count("n", "n"),
        Table.Column(title: "accounting", alignment: .left) { row in
            (row["accounting"]?.object?.members ?? []).map {
                $0.name + " "
                    + ($0.value.integer.map { Quantity.count(Int64($0)) }
                        ?? $0.value.plain)
            }.joined(separator: ", ")
        },
        .plain("signature", "signature"),
    ])

    static let judgements = Table([
        .plain("sample", "key"), .plain("status", "status"), .plain("correct", "correct"),
        .plain("reference", "reference"), .plain("prediction", "prediction"),
        .ratio("confidence", "confidence"),
    ])

    static let failures = Table([
        .plain("sample", "key"), .plain("status", "status"), .plain("reference", "reference"),
        .plain("prediction", "prediction"), .ratio("confidence", "confidence"),
    ])

    static let disagreements = Table([
        .plain("sample", "key"), .plain("claim", "claim"), .plain("reference", "reference"),
        .plain("prediction", "prediction"),
    ])

    static let pairedSamples = Table([
        .plain("sample", "key"), .plain("reference", "reference"), .plain("first", "first"),
        .plain("second", "second"),
    ])

    static let pairs = Table([
        .plain("reference", "reference"), .plain("prediction", "prediction"),
        .count("count", "count"),
    ])

    static let leaderboard = Table([
        .ranks("ranks", "ranks"), .plain("model", "model"), .ratio("value", "value"),
        .interval("95 % interval", "interval"), .count("n", "n"), .digest("run", "run"),
    ])

    static let tokens = Table([
        .plain("id", "id"), .plain("name", "name"), .plain("scope", "scope"),
        .plain("created", "createdAt"), .plain("expires", "expiresAt"),
    ])

    /// What of a long value fits a line.
    private static let cellCharacters = 60

    private static func cut(_ text: String) -> String {
        text.count <= cellCharacters ? text : text.prefix(cellCharacters - 1) + "…"
    }

    // Which parts and fields a changed sample has anew, no more, or otherwise.
    private static func changedMembers(_ row: JSON) -> String {
        let names = [API.Sample.parts, API.Sample.fields].flatMap { row[$0]?.array ?? [] }
        let split = row["split"]?.bool == true ? ["split"] : []
        return (names.map(\.plain) + split).joined(separator: ", ")
    }
}
