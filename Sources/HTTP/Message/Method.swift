/// The request methods that this engine serves (RFC 9110 §9, RFC 5789, RFC 10008).
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
    /// A read whose question is content: safe and idempotent, as GET is.
    case query = "QUERY"

    /// The method that a head begins with, of which the rest may be missing or wrong: a HEAD that
    /// is refused is answered without content too (RFC 9110 §9.3.2).
    init?(beginning head: Span<UInt8>) {
        let found = Method.allCases.first { method in
            let name = method.rawValue.utf8
            guard head.count > name.count, head[name.count] == Grammar.space else { return false }
            return zip(name, 0..<name.count).allSatisfy { $0 == head[$1] }
        }
        guard let found else { return nil }
        self = found
    }

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
        case .query: 7
        }
    }

    /// Whether its answer 200 is a representation that conditions apply to (RFC 9110 §13.2.1,
    /// RFC 10008 §2).
    package var isRead: Bool {
        switch self {
        case .get, .head, .query: true
        case .post, .put, .delete, .options, .patch: false
        }
    }

    /// Whether content in a request of this method means something (RFC 9110 §9.3).
    ///
    /// What comes with another method is read past, within bounds, and not given to a handler.
    package var definesContent: Bool {
        switch self {
        case .post, .put, .patch, .query: true
        case .get, .head, .delete, .options: false
        }
    }
}
