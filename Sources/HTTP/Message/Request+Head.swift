internal import Codecs
internal import Posix

extension Request {
    /// Copies what a waiting handler may ask for out of the loop's buffer.
    ///
    /// - Throws: never for a path that the router has accepted.
    init(
        _ head: Span<UInt8>, _ table: borrowing HeadTable, _ match: RouteMatch,
        parameterNames: [String], requestID: RequestID, peer: String, source: SourceNetwork,
        body: RequestBody
    ) throws(RequestError) {
        var parameters: [String: String] = [:]
        for (index, name) in parameterNames.enumerated() {
            let raw = head.text(in: match.parameters[index].range)
            guard let value = PercentEncoding.decode(raw.utf8, plusIsSpace: false) else {
                throw .malformedPath
            }
            parameters[name] = value
        }
        self.init(
            method: table.method, path: head.text(in: table.path.range),
            query: head.text(in: table.query.range),
            fields: HeadFields.all(in: head, table: table), parameters: parameters,
            requestID: requestID, peer: peer, source: source, body: body)
    }
}
