package import Codecs
import Manifests
import Records
package import Shards

/// What the epochs of a mixture are made of: draws from its views.
package struct MixtureSource: EpochSource {
    package let mixture: Mixture
    private let views: [DeliverySource]
    private let components: [MixtureDraws.Component]

    init(of mixture: Mixture, views: [DeliverySource]) {
        self.mixture = mixture
        self.views = views
        components = zip(views, mixture.recipe.slotCounts).map { view, slotCount in
            MixtureDraws.Component(
                sampleCount: view.sampleCount, order: view.order, slotCount: slotCount)
        }
    }

    package var digest: Digest { mixture.digest }
    package var sampleCount: Int { mixture.recipe.sampleCount }
    package var order: OrderRule { mixture.recipe.order }

    package var origins: [SampleOrigin] {
        var origins: [SampleOrigin] = []
        for view in views {
            let origin = SampleOrigin(
                dataset: view.dataset, version: view.version.digest, view: mixture.digest)
            if !origins.contains(origin) { origins.append(origin) }
        }
        return origins
    }

    package func samples(
        at indices: some Sequence<Int>, of epoch: EpochIdentity, in storage: Storage
    ) throws -> [PlacedSample] {
        let draws = MixtureDraws(of: components, epoch: epoch.number)
            .draws(at: epoch.order.positions(at: indices))
        // View by view: the samples of one are read together.
        var found = [PlacedSample?](repeating: nil, count: draws.count)
        for (component, view) in views.enumerated() {
            let mine = draws.indices.filter { draws[$0].component == component }
            let positions = view.positions(of: mine.map { draws[$0].place })
            let samples = try view.samples(at: positions, in: storage)
            for (index, (position, sample)) in zip(mine, zip(positions, samples)) {
                let draw = draws[index]
                found[index] = PlacedSample(
                    // The same key may come from two views, and twice from one of few samples.
                    delivered: sample.inFolder("\(component)/\(draw.pass)"), position: position,
                    draw: SampleDraw(view: view.digest, component: component, pass: draw.pass))
            }
        }
        return found.compactMap(\.self)
    }

    /// The indices of an epoch at which the sample at a position of a version comes.
    ///
    /// - Parameter limit: indices of each view at most.
    func indices(
        of position: Int, in version: Digest, of epoch: EpochIdentity, limit: Int
    ) -> [Int] {
        let draws = MixtureDraws(of: components, epoch: epoch.number)
        return views.enumerated().flatMap { component, view -> [Int] in
            guard view.version.digest == version, let place = view.place(of: position) else {
                return []
            }
            return draws.slots(of: place, in: component, limit: limit)
                .map(epoch.order.index(of:))
        }.sorted()
    }
}
