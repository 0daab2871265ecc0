internal import Catalog
internal import Posix

/// Tells how far long work is, on standard error, every few seconds.
final class ProgressNotes {
    private static let intervalNanoseconds: UInt64 = 2_000_000_000

    private let deed: String
    private let start = Clock.monotonicNanoseconds
    private var shownAt = Clock.monotonicNanoseconds

    /// - Parameter deed: what is done with the bytes, as in "copied".
    init(_ deed: String) { self.deed = deed }

    func show(_ progress: ByteProgress) {
        let now = Clock.monotonicNanoseconds
        guard now - shownAt >= ProgressNotes.intervalNanoseconds else { return }
        shownAt = now
        let (done, total) = (progress.doneByteCount, progress.totalByteCount)
        let rate = Double(done) / (Double(now - start) / 1e9)
        let left = Double(total - done) / max(rate, 1)
        // Before the first megabytes nobody knows.
        let rest = done >> 20 == 0 ? "" : ", \(Int(left)) s left"
        Output.note(
            "\(deed) \(done >> 20) of \(total >> 20) MiB, \(Int(rate) >> 20) MiB/s\(rest)")
    }
}
