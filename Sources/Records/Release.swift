/// Which Cairn this is, for people and bug reports: one number for both programs
/// (https://semver.org).
///
/// Clients do not decide by it. What is in the path of an API, in a format's version or in the
/// schema's number says what can be relied on.
package enum Release {
    package static let version = "0.1.0"
}
