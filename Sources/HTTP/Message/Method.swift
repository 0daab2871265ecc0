/// The request methods that this engine serves (RFC 9110 §9, RFC 5789).
///
/// CONNECT and TRACE are refused on purpose: a tunnel and an echo of credentials are not data
/// services. Methods are case-sensitive.
package enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
    case options = "OPTIONS"
    case patch = "PATCH"

    /// Its place in the list above, for tables.
    package var index: Int {
        switch self {
        case .get: 0
        case .head: 1
        case .post: 2
        case .put: 3
        case .delete: 4
        case .options: 5
        case .patch: 6
        }
    }

    /// Whether content in a request of this method means something (RFC 9110 §9.3).
    ///
    /// What comes with another method is read past, within bounds, and not given to a handler.
    package var definesContent: Bool {
        switch self {
        case .post, .put, .patch: true
        case .get, .head, .delete, .options: false
        }
    }
}
