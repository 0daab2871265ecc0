/// One edit of a version.
package enum SampleChange: Sendable, Hashable {
    /// Adds a sample, or replaces the one of the same key.
    case put(Sample)
    /// Removes a sample; without effect when there is none of that key.
    case remove(SampleKey)

    package var key: SampleKey {
        switch self {
        case .put(let sample): sample.key
        case .remove(let key): key
        }
    }
}
