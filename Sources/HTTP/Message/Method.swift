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
