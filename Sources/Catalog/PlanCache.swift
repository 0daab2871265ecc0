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

    package init(byteLimit: Int) {
        tars = RecentValues(byteLimit: byteLimit / 4 * 3) { $0.memoryByteCount }
        selections = RecentValues(byteLimit: byteLimit / 4) { $0.memoryByteCount }
    }

    /// Changes how much is kept from now on.
    package func setLimit(_ byteLimit: Int) {
        tars.setLimit(byteLimit / 4 * 3)
        selections.setLimit(byteLimit / 4)
    }
}
