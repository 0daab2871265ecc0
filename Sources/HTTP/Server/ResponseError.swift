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
            guard !field.isReserved else { throw .reservedField(field.name) }
        }
        if let type = response.mediaType, !type.isSafe { throw .unsafeField("Content-Type") }
    }
}
