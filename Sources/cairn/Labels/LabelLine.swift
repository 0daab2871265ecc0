import Codecs
import Records

/// A line of labels: how it is read, and which sample it is about.
enum LabelLine {
    /// As `cairn import` numbers lines, see ``JSONLinesSamples``.
    private static let digits = 6

    static func read(_ line: [UInt8], at place: String) throws(Failure) -> JSON {
        let json: JSON
        do throws(JSONError) {
            json = try JSONReader.read(line)
        } catch {
            throw .badInput(source: place, reason: "not JSON (\(error.sentence))")
        }
        guard json.object != nil else {
            throw .badInput(source: place, reason: "a line must be an object")
        }
        return json
    }

    /// The key of a line: the text or integer at `path`, or the line's number.
    ///
    /// - Parameter number: of the line among those that are not empty, from 0.
    static func key(of line: JSON, _ path: FieldPath?, number: Int, at place: String)
        throws(Failure) -> String
    {
        guard let path else { return numbered(number) }
        let value = path.value(in: line)
        guard let key = value?.string ?? value?.integer.map({ String($0) }) else {
            throw .badInput(
                source: place,
                reason: "no text or integer at \(Terminal.safe(path.text))\n"
                    + "  next: name another place with --key-field, or use --key-by-line")
        }
        guard SampleKey.admits(key) else {
            throw .badInput(
                source: place,
                reason: "\(Terminal.safe(key)) cannot be a key: \(SampleKey.rule)")
        }
        return key
    }

    static func numbered(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
