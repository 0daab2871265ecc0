internal import Codecs

/// The query of a request target, read as HTML forms write it: `name=value` joined by `&`.
struct Query {
    private let pairs: [(name: String, value: String)]

    /// - Parameter bytes: what stands after the `?`, or nothing.
    /// - Throws: ``RequestError/malformedQuery`` for a bad escape, a NUL or bytes that are not
    ///   UTF-8, ``RequestError/tooManyParameters(limit:)`` for more than
    ///   ``HTTPLimits/queryParameterCount``.
    init(_ bytes: some Collection<UInt8>) throws(RequestError) {
        var pairs: [(name: String, value: String)] = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count == 2 ? halves[1] : pair.prefix(0)
            guard let name = PercentEncoding.decode(halves[0], plusIsSpace: true),
                let value = PercentEncoding.decode(value, plusIsSpace: true)
            else { throw .malformedQuery }
            guard pairs.count < HTTPLimits.queryParameterCount else {
                throw .tooManyParameters(limit: HTTPLimits.queryParameterCount)
            }
            pairs.append((name, value))
        }
        self.pairs = pairs
    }

    var names: [String] { pairs.map(\.name) }

    /// - Throws: ``RequestError/repeatedQuery(_:)``: choosing one of two would be guessing.
    func value(_ name: String) throws(RequestError) -> String? {
        let values = pairs.filter { $0.name == name }
        guard values.count < 2 else { throw .repeatedQuery(name) }
        return values.first?.value
    }
}
