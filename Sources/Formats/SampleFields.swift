import Codecs
import Records

/// Makes a sample's fields from the contents of two of its parts.
///
/// - `cls`: the text of an integer or a name, with white space around it, becomes the field `cls`.
/// - `json`: the members of an object become fields. Another value, or more than 64 KiB, gives no
///   fields; it is a part like any other.
///
/// The part `cls` prevails over a member `cls`.
struct SampleFields {
    static let classByteLimit = ClassLabel.nameByteLimit
    static let jsonByteLimit = 64 * 1024

    private(set) var fields = JSONObject()
    private var label: JSON?

    /// The bytes of a part's content that are wanted here; nil when none are.
    static func byteLimit(of part: PartName) -> Int? {
        switch part.text {
        case "cls": classByteLimit
        case "json": jsonByteLimit
        default: nil
        }
    }

    /// Takes the content of a part; nil stands for one that is longer than its limit.
    mutating func take(_ content: [UInt8]?, of part: PartName, at path: String) throws(FormatError)
    {
        if part.text == "cls" {
            label = try SampleFields.label(content, at: path)
        } else if part.text == "json", let content {
            do {
                fields = try JSONReader.read(content).object ?? JSONObject()
            } catch {
                throw .malformedJSON(path: path, error)
            }
        }
        if let label { fields["cls"] = label }
    }

    private static func label(_ content: [UInt8]?, at path: String) throws(FormatError) -> JSON {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let content, let start = content.firstIndex(where: { !isSpace($0) }),
            let end = content.lastIndex(where: { !isSpace($0) }),
            let text = String(validating: content[start...end], as: UTF8.self)
        else { throw .malformedClass(path: path) }
        return ClassLabel(text).json
    }
}
