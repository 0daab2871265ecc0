import Codecs
import Records

/// What `import` and `labels import` agree on about a line: how it is read and what its key is.
enum LineKey {
    /// Digits of a numbered line, so that the order of keys is the order of lines.
    static let digits = 6

    /// A line without a value, which is passed over and not counted.
    static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    static func read(_ line: [UInt8], at place: String) throws(Failure) -> JSON {
        let json: JSON
        do throws(JSONError) {
            json = try JSONReader.read(
                line, limits: JSONReader.Limits(byteCount: LineReader.lineBytes))
        } catch {
            throw .badInput(source: place, reason: "not JSON (\(error))")
        }
        guard json.object != nil else {
            throw .badInput(source: place, reason: "a line must be an object")
        }
        return json
    }

    /// The key of a line: the text or integer at `path`, or the line's number.
    ///
    /// - Parameter number: of the line among those that are not blank, from 0.
    static func key(of line: JSON, _ path: FieldPath?, number: Int, at place: String)
        throws(Failure) -> String
    {
        guard let path else { return numbered(number) }
        let value = path.value(in: line)
        guard let key = value?.string ?? value?.integer.map({ String($0) }) else {
            throw .badInput(
                source: place, reason: "no text or integer at \(Terminal.safe(path.text))")
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
