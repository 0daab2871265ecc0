import Manifests
import Records

/// The samples that a benchmark is about, in their order.
struct BenchmarkView {
    let keys: [SampleKey]
    private let dataset: DatasetPath
    private let storage: Storage

    init(_ recipe: Benchmark.Recipe, _ storage: Storage) throws {
        let manifest = try storage.manifest(recipe.version)
        var keys: [SampleKey] = []
        try manifest.forEach(in: 0..<manifest.sampleCount) { _, sample in
            if recipe.split == nil || sample.split == recipe.split { keys.append(sample.key) }
        }
        self.keys = keys
        dataset = recipe.dataset
        self.storage = storage
    }

    /// What a labelset says of each sample as of a moment; nil where it says nothing.
    ///
    /// - Throws: ``CatalogError/momentEmpty(_:)`` where it says nothing of any: a score of nothing
    ///   is nearly always a wrong name or a failed import.
    func someValues(of moment: LabelsetMoment) throws -> [LabelValue?] {
        let values = try annotations(of: moment).map { $0?.statement.value }
        guard values.contains(where: { $0 != nil }) else { throw CatalogError.momentEmpty(moment) }
        return values
    }

    /// The annotation of each sample; of several on one sample the newest counts.
    func annotations(of moment: LabelsetMoment) throws -> [Annotation?] {
        var places: [SampleKey: Int] = [:]
        for (position, key) in keys.enumerated() { places[key] = position }
        var found = [Annotation?](repeating: nil, count: keys.count)
        let labelset = Annotations(storage, of: dataset, in: moment.labelset)
        try labelset.forEach(asOf: moment.asOf, field: moment.field) { annotation in
            if let position = places[annotation.statement.sample] { found[position] = annotation }
        }
        return found
    }
}
