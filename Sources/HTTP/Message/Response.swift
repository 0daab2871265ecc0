package import Codecs

/// What a handler answers: a description; the loop sends it.
///
/// For a GET, HEAD or QUERY that is answered 200, the engine applies the request's conditions and
/// range from `etag` and `body`, so no handler knows 206, 304, 412 or 416.
package struct Response: Sendable {
    package var status: Status
    package var fields: [Field]
    package var mediaType: MediaType?
    package var etag: ETag?
    package var cacheControl: CacheControl
    package var body: Body
    /// What the client may still ask; nil where nothing is counted.
    package var rateLimit: RateLimit?
    /// Held until the last byte is sent or the connection is lost, and for nothing else.
    package var lease: (any AnyObject & Sendable)?

    package init(
        _ status: Status = .ok, mediaType: MediaType? = nil, etag: ETag? = nil,
        cacheControl: CacheControl = .noStore, fields: [Field] = [], body: Body = .none
    ) {
        self.status = status
        self.fields = fields
        self.mediaType = mediaType
        self.etag = etag
        self.cacheControl = cacheControl
        self.body = body
    }

    /// A JSON text that ends with a line feed, so that terminals show it well.
    package static func json(
        _ value: JSON, status: Status = .ok, mediaType: MediaType = .json, etag: ETag? = nil,
        cacheControl: CacheControl = .noStore, fields: [Field] = []
    ) -> Response {
        var bytes: [UInt8] = []
        value.write(into: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        return Response(
            status, mediaType: mediaType, etag: etag, cacheControl: cacheControl, fields: fields,
            body: .bytes(bytes))
    }
}
