/// Several ranges of one content as one content: `multipart/byteranges` (RFC 9110 §14.6).
///
/// It is a source of regions itself, so that nothing else in the engine knows of several ranges.
struct MultipartRanges: RegionSource {
    private struct Part {
        /// Where it begins in this content.
        let offset: Int64
        let head: [UInt8]
        let range: Range<Int64>

        var contentOffset: Int64 { offset + Int64(head.count) }
        var end: Int64 { contentOffset + Int64(range.count) }
    }

    private let source: any RegionSource
    private let parts: [Part]
    private let tail: [UInt8]

    let byteCount: Int64
    /// With the boundary.
    let mediaType: MediaType

    /// - Parameters:
    ///   - ranges: within the source, none empty, without overlap.
    ///   - type: the media type of the source.
    ///   - boundary: letters and digits that do not occur in the content.
    init(
        _ ranges: [Range<Int64>], of source: any RegionSource, type: MediaType?, boundary: String
    ) {
        var parts: [Part] = []
        var offset: Int64 = 0
        for range in ranges {
            var head = parts.isEmpty ? "" : "\r\n"
            head += "--\(boundary)\r\n"
            if let type { head += "Content-Type: \(type.text)\r\n" }
            head += "Content-Range: \(range.contentRange(of: source.byteCount))\r\n\r\n"
            parts.append(Part(offset: offset, head: Array(head.utf8), range: range))
            offset = parts[parts.count - 1].end
        }
        self.source = source
        self.parts = parts
        tail = Array("\r\n--\(boundary)--\r\n".utf8)
        byteCount = offset + Int64(tail.count)
        mediaType = MediaType("multipart/byteranges; boundary=\(boundary)")
    }

    func region(at offset: Int64) throws -> Region {
        guard let part = parts.first(where: { offset < $0.end }) else {
            return .bytes(Array(tail[(tail.count - Int(byteCount - offset))...]))
        }
        guard offset >= part.contentOffset else {
            return .bytes(Array(part.head[Int(offset - part.offset)...]))
        }
        let start = part.range.lowerBound + offset - part.contentOffset
        return try source.region(at: start).prefix(part.range.upperBound - start)
    }
}

/// Bytes in memory as a source of regions.
struct ByteRegions: RegionSource {
    let bytes: [UInt8]

    var byteCount: Int64 { Int64(bytes.count) }
    func region(at offset: Int64) -> Region { .bytes(Array(bytes[Int(offset)...])) }
}

extension Range<Int64> {
    /// The value of Content-Range for these bytes (RFC 9110 §14.4).
    func contentRange(of byteCount: Int64) -> String {
        "bytes \(lowerBound)-\(upperBound - 1)/\(byteCount)"
    }
}
