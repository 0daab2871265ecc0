import HTTP
import Records

/// What the bytes of a part are, as its name says.
enum PartMediaTypes {
    /// Bytes that a browser could run are sent as octets: labels and images come from strangers.
    private static let known: [String: MediaType] = [
        "png": MediaType("image/png"), "jpg": MediaType("image/jpeg"),
        "jpeg": MediaType("image/jpeg"), "webp": MediaType("image/webp"),
        "gif": MediaType("image/gif"), "json": .json, "txt": .plainText, "cls": .plainText,
        "wav": MediaType("audio/wav"), "flac": MediaType("audio/flac"),
        "mp4": MediaType("video/mp4"),
    ]

    static func mediaType(of part: PartName) -> MediaType {
        let last = part.text.split(separator: ".").last.map { $0.lowercased() } ?? ""
        return known[last] ?? .octets
    }

    static let noSniffing = Field("X-Content-Type-Options", "nosniff")
}
