/// What is wrong with a response: a fault of the handler, not of the client.
package enum ResponseError: Error, Equatable {
    /// A name or value has bytes that would end its line and start another.
    case unsafeField(String)
    /// The engine writes this field itself.
    case reservedField(String)
    /// A source gave no bytes, though more were promised.
    case emptyRegion(offset: Int64)

    static func check(_ response: borrowing Response) throws(ResponseError) {
        for field in response.fields {
            guard field.isSafe else { throw .unsafeField(field.name) }
            if reserved.contains(where: field.isNamed) { throw .reservedField(field.name) }
        }
        if let type = response.mediaType, !Grammar.isFieldValue(type.text) {
            throw .unsafeField("Content-Type")
        }
    }

    private static let reserved = [
        "Content-Length", "Transfer-Encoding", "Connection", "Date", "Content-Type", "ETag",
        "Cache-Control", "X-Request-Id", "Accept-Ranges",
    ]
}
