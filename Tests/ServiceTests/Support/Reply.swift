import Codecs
import HTTP

/// An answer of the daemon, read to its end.
struct Reply: Sendable {
    let status: Int
    let fields: [Field]
    let bytes: [UInt8]

    /// Bytes that a test reads of one answer.
    static let byteLimit = 64 * 1024 * 1024

    init(_ response: ClientResponse) throws {
        status = response.status.rawValue
        fields = response.fields
        bytes = try response.bytes(limitBytes: Reply.byteLimit)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// The document; null when there is none.
    var json: JSON { (try? JSONReader.read(bytes, limits: .init(byteCount: bytes.count))) ?? .null }
    /// The documents of a body of lines.
    var lines: [JSON] {
        bytes.split(separator: UInt8(ascii: "\n")).map { line in
            (try? JSONReader.read(Array(line))) ?? .null
        }
    }

    func field(_ name: String) -> String? { fields.first { $0.isNamed(name) }?.value }
    /// The kind of the problem, without what all kinds have in common.
    var problem: String? {
        json["type"]?.string.map { String($0.dropFirst("urn:cairn:problem:".count)) }
    }
}

/// What a request carries.
struct Content: Sendable {
    let mediaType: String?
    let bytes: [UInt8]

    static func json(_ text: String) -> Content {
        Content(mediaType: "application/json", bytes: Array(text.utf8))
    }
    static func lines(_ text: String) -> Content {
        Content(mediaType: "application/x-ndjson", bytes: Array(text.utf8))
    }
    static func tar(_ bytes: [UInt8]) -> Content {
        Content(mediaType: "application/x-tar", bytes: bytes)
    }
    static func octets(_ bytes: [UInt8]) -> Content {
        Content(mediaType: "application/octet-stream", bytes: bytes)
    }
}
