import Codecs
import Records
import SQL

// Recipes as they were stored: what cannot be read is damage, and says so.

extension Benchmark.Recipe {
    init(stored json: JSON) throws {
        let damage = SQLError.corrupt("a benchmark's recipe cannot be read")
        guard let dataset = json["dataset"]?.string, let version = json["version"]?.string,
            let digest = Digest(version), let reference = json["reference"],
            let metrics = json["metrics"]?.array
        else { throw damage }
        self.init(
            dataset: try DatasetPath(dataset), version: digest,
            split: json["split"]?.string.map(SplitName.init(unchecked:)),
            reference: try LabelsetMoment(stored: reference),
            metrics: try metrics.map { metric in
                guard let name = metric["name"]?.string,
                    let parameters = metric["parameters"]?.object
                else { throw damage }
                return MetricChoice(name: name, parameters: parameters)
            })
    }
}

extension LabelsetMoment {
    init(stored json: JSON) throws {
        guard let labelset = json["labelset"]?.string, let field = json["field"]?.string,
            let asOf = json["asOf"]?.integer
        else { throw SQLError.corrupt("a labelset's moment cannot be read") }
        self.init(
            labelset: LabelsetName(unchecked: labelset), field: FieldName(unchecked: field),
            asOf: Int64(asOf))
    }
}

extension Run.Recipe {
    init(stored json: JSON) throws {
        guard let benchmark = json["benchmark"]?.string.flatMap({ Digest($0) }),
            let model = json["model"]?.string, let predictions = json["predictions"]
        else { throw SQLError.corrupt("a run's recipe cannot be read") }
        self.init(
            benchmark: benchmark, model: ModelName(unchecked: model),
            predictions: try LabelsetMoment(stored: predictions))
    }
}
