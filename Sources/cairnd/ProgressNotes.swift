internal import Posix

/// Tells how far long work is, on standard error, every few seconds.
final class ProgressNotes {
    private static let intervalNanoseconds: UInt64 = 2_000_000_000

    private let start = Clock.monotonicNanoseconds
    private var shownAt = Clock.monotonicNanoseconds

    /// - Parameter deed: what was done with the bytes, as in "copied".
    func show(_ deed: String, _ doneByteCount: Int64, of totalByteCount: Int64) {
        let now = Clock.monotonicNanoseconds
        guard now - shownAt >= ProgressNotes.intervalNanoseconds else { return }
        shownAt = now
        let rate = Double(doneByteCount) / (Double(now - start) / 1e9)
        let left = Double(totalByteCount - doneByteCount) / max(rate, 1)
        // Before the first megabytes nobody knows.
        let rest = doneByteCount >> 20 == 0 ? "" : ", \(Int(left)) s left"
        Output.note(
            "\(deed) \(doneByteCount >> 20) of \(totalByteCount >> 20) MiB, "
                + "\(Int(rate) >> 20) MiB/s\(rest)")
    }
}
