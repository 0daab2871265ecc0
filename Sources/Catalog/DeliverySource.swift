package import Codecs
import Manifests
package import Records
package import Shards

/// How somebody names a sample.
package enum SampleChoice: Sendable, Hashable {
    case key(SampleKey)
    /// Its place among the samples of a source, from 0 and below their number.
    case place(Int)
}

/// What epochs are made of: the samples of a version, all of them or those of a view.
package struct DeliverySource: EpochSource {
    package let dataset: DatasetPath
    package let version: Version
    /// The view; nil for the version itself.
    package let view: View?
    /// The positions of the view's samples; nil for all.
    private let selection: PositionSet?

    package init(of version: Version, in dataset: DatasetPath) {
        self.dataset = dataset
        self.version = version
        view = nil
        selection = nil
    }

    init(of view: View, version: Version, selection: PositionSet?) {
        dataset = view.recipe.dataset
        self.version = version
        self.view = view
        self.selection = selection
    }

    package var sampleCount: Int { selection?.count ?? version.sampleCount }

    /// What names the samples that are chosen.
    package var digest: Digest { view?.digest ?? version.digest }

    package var order: OrderRule { view?.recipe.order ?? .shuffled(seed: 0) }

    package var origins: [SampleOrigin] {
        [SampleOrigin(dataset: dataset, version: version.digest, view: view?.digest)]
    }

    package func samples(
        at indices: some Sequence<Int>, of epoch: EpochIdentity, in storage: Storage
    ) throws -> [PlacedSample] {
        let positions = positions(of: epoch.order.positions(at: indices))
        return zip(positions, try samples(at: positions, in: storage)).map { position, sample in
            PlacedSample(delivered: sample, position: position, draw: nil)
        }
    }

    /// The positions in the version of samples by their places among those that are chosen.
    func positions(of places: some Sequence<Int>) -> [Int] {
        guard let selection else { return Array(places) }
        return places.map(selection.position(ofRank:))
    }

    /// The place of a position of the version among the samples that are chosen; nil for none.
    func place(of position: Int) -> Int? {
        guard let selection else { return position }
        return selection.contains(position) ? selection.rank(of: position) : nil
    }

    /// The positions in the version of samples that are chosen one by one.
    func positions(
        of choices: [SampleChoice], in storage: Storage, skippingMissing: Bool
    ) throws -> [Int] {
        let manifest = try Datasets(storage).manifest(of: version)
        return try choices.compactMap { choice in
            switch choice {
            case .place(let place): return positions(of: CollectionOfOne(place))[0]
            case .key(let key):
                if let position = try manifest.position(of: key),
                    selection?.contains(position) != false
                {
                    return position
                }
                if skippingMissing { return nil }
                throw CatalogError.sampleMissing(key)
            }
        }
    }

    /// The samples at some positions of the version, as they are sent.
    func samples(at positions: [Int], in storage: Storage) throws -> [DeliveredSample] {
        let samples = try Datasets(storage).manifest(of: version).samples(at: positions)
        guard let recipe = view?.recipe else { return samples.map { DeliveredSample($0) } }
        let labels = try LabelJoin(of: recipe, in: storage).labels(of: samples)
        return zip(samples, labels).map { recipe.delivered($0, labels: $1) }
    }
}
