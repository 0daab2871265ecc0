package import Codecs
package import Records

/// Samples from newline-delimited JSON: each line is a sample with one part, `json`, that holds
/// the bytes of the line.
package struct JSONLinesSamples: Sendable {
    package static let format = FileFormat(
        name: "jsonl", mediaType: "application/x-ndjson", fileExtensions: ["jsonl", "ndjson"],
        summary: "A line of JSON for each sample; the part json holds the line.",
        rules: [
            "`cairn import` reads it and sends a WebDataset tar; to the server itself lines are "
                + "changes (`put` and `remove`).",
            "A sample's key is its line's number from 0 with six digits, or the text or integer "
                + "that a member of the line holds (`--key`).",
            "The part `json` holds the bytes of the line exactly.",
        ])

    private static let numberWidth = 6

    /// The member whose value is the key; nil to number the samples.
    private let keyField: String?
    private var sampleCount = 0

    package init(keyField: String?) { self.keyField = keyField }

    /// The key of the next line's sample: the value of the key field, or `000000`, `000001`, ….
    ///
    /// A key must not have a dot in its last segment, since it ends there in a tar.
    package mutating func key(of line: NumberedLine) throws(FormatError) -> SampleKey {
        let place = "line \(line.number)"
        let json: JSON
        do {
            json = try JSONReader.read(line.bytes)
        } catch {
            throw .malformedJSON(path: place, error)
        }
        let index = sampleCount
        sampleCount += 1
        guard let keyField else { return SampleKey(unchecked: JSONLinesSamples.padded(index)) }
        let value = json[keyField]
        guard let text = value?.string ?? value?.integer.map(String.init),
            let (key, _) = try? WebDataset.names(in: text + ".json"), key.text == text
        else { throw .noKey(path: place, field: keyField) }
        return key
    }

    /// The path of a sample's one member in a tar.
    package static func path(of key: SampleKey) -> String { "\(key).json" }

    private static func padded(_ index: Int) -> String {
        let digits = String(index)
        return String(repeating: "0", count: max(0, numberWidth - digits.utf8.count)) + digits
    }
}
