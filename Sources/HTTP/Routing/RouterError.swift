/// Why a list of routes cannot be served.
package enum RouterError: Error, Equatable {
    /// Two routes of one method have templates that match the same paths.
    case ambiguous(Method, String, String)
    /// The engine answers OPTIONS and HEAD itself.
    case reserved(Method, String)
}
