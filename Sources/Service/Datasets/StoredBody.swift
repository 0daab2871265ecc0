import Catalog
import HTTP

/// Stored bytes as a response's body.
struct StoredBody: RegionSource {
    let content: any StoredContent

    var byteCount: Int64 { content.byteCount }

    func region(at offset: Int64) throws -> Region {
        StoredBody.region(try content.region(at: offset))
    }

    func regionAtHand(at offset: Int64) -> Region? {
        content.regionAtHand(at: offset).map(StoredBody.region)
    }

    private static func region(_ stored: StoredRegion) -> Region {
        switch stored {
        case .bytes(let bytes): .bytes(bytes)
        case .file(let region): .file(region)
        case .zeros(let count): .zeros(count)
        }
    }
}
