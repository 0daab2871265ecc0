import Codecs
import Shards

/// What was needed last to compose tars, within a number of bytes: who takes a tar in several
/// ranges pays for its plan once.
///
/// A plan never becomes wrong, since its name is the digest of all that it depends on. Where its
/// blobs stand is looked up anew by the store when they have been moved.
package struct PlanCache: Sendable {
    let tars: RecentValues<TarContent>
    /// The positions that views have chosen: a quarter of the bytes.
    let selections: RecentValues<PositionSet>
    /// The digests of tars that somebody has asked for: a thousandth of the bytes.
    let digests: RecentValues<Digest>

    /// What a digest and its name take, with room for the table.
    private static let bytesPerDigest = 128

    package init(byteLimit: Int) {
        tars = RecentValues(byteLimit: byteLimit / 4 * 3) { $0.memoryByteCount }
        selections = RecentValues(byteLimit: byteLimit / 4) { $0.memoryByteCount }
        digests = RecentValues(byteLimit: byteLimit / 1000) { _ in PlanCache.bytesPerDigest }
    }

    /// Changes how much is kept from now on.
    package func setLimit(_ byteLimit: Int) {
        tars.setLimit(byteLimit / 4 * 3)
        selections.setLimit(byteLimit / 4)
        digests.setLimit(byteLimit / 1000)
    }
}
