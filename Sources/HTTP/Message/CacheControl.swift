/// What caches may do with a response (RFC 9111 §5.2.2).
package enum CacheControl: Sendable, Hashable {
    /// No field: the cache decides.
    case none
    /// Not to be kept anywhere.
    case noStore
    /// May be kept, and must be asked for again with its entity tag before use.
    case revalidate
    /// Never changes. Private, because every read needs a token.
    case immutable

    /// The value of the field; nil where there is none.
    package var text: String? {
        switch self {
        case .none: nil
        case .noStore: "no-store"
        case .revalidate: "no-cache"
        case .immutable: "private, max-age=31536000, immutable"
        }
    }
}
