package import Codecs
package import Records
package import Shards

/// What epochs are made of: a version, a view, a mixture of views.
package protocol EpochSource: Sendable {
    /// What names the samples that are chosen.
    var digest: Digest { get }
    /// Samples of an epoch.
    var sampleCount: Int { get }
    /// The order of its epochs where none is asked for.
    var order: OrderRule { get }
    /// What the ledger notes of a delivery: a row for each.
    var origins: [SampleOrigin] { get }

    /// The samples at some indices of an epoch, as they are sent.
    func samples(
        at indices: some Sequence<Int>, of epoch: EpochIdentity, in storage: Storage
    ) throws -> [PlacedSample]
}

/// An epoch of a source of so many samples.
package struct EpochIdentity: Sendable {
    package let number: UInt64
    package let order: EpochOrder

    init(_ rule: OrderRule, number: UInt64, sampleCount: Int) {
        self.number = number
        order = EpochOrder(rule, epoch: number, sampleCount: sampleCount)
    }
}

extension Delivery {
    /// The epoch that it is a part of.
    package var identity: EpochIdentity {
        EpochIdentity(rule, number: epoch, sampleCount: sampleCount)
    }
}

/// Where samples of a delivery come from.
package struct SampleOrigin: Sendable, Hashable {
    package let dataset: DatasetPath
    package let version: Digest
    /// The view or mixture that was asked for; nil for the version itself.
    package let view: Digest?
}

/// A sample with its place in its version.
package struct PlacedSample: Sendable {
    package let delivered: DeliveredSample
    /// Its place in the order of keys.
    package let position: Int
    /// Where it was drawn from; nil where there is only one place.
    package let draw: SampleDraw?
}

/// From which view of a mixture a sample was drawn.
package struct SampleDraw: Sendable, Hashable {
    package let view: Digest
    /// The number of the view in the recipe, from 0.
    package let component: Int
    /// The epoch of the view.
    package let pass: UInt64
}
