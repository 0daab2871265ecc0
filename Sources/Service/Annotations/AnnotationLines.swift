import Catalog
import Codecs
import Records

/// Statements in JSON: one alone, or many as lines.
enum AnnotationLines {
    /// Bytes of one line.
    private static let lineByteLimit = 1024 * 1024

    /// Reads all lines, or says what is wrong with them.
    ///
    /// - Throws: ``CatalogError/linesRefused(_:count:)``, ``CatalogError/tooManyLines(limit:)``.
    static func read(_ bytes: [UInt8], source: Source) throws -> [AnnotationWriter.Line] {
        var lines: [AnnotationWriter.Line] = []
        var errors = LineErrors()
        var number = 0
        var start = bytes.startIndex
        while start < bytes.endIndex {
            number += 1
            guard number <= AnnotationWriter.lineLimit else {
                throw CatalogError.tooManyLines(limit: AnnotationWriter.lineLimit)
            }
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            let text = bytes[start..<end]
            start = end + 1
            guard text.contains(where: { !isSpace($0) }) else { continue }
            do {
                lines.append(try line(Array(text), number: number, source: source))
            } catch {
                errors.note(.json(error), line: number)
            }
        }
        try errors.refuse()
        return lines
    }

    private static func line(_ text: [UInt8], number: Int, source: Source)
        throws(JSONError) -> AnnotationWriter.Line
    {
        let limits = JSONReader.Limits(byteCount: lineByteLimit)
        var fields = try JSONFields(try JSONReader.read(text, limits: limits))
        let id = try fields.optionalName("id", as: AnnotationID.self)
        let statement = try statement(&fields, standardSource: source)
        try fields.finish()
        return AnnotationWriter.Line(
            number: number,
            id: id ?? AnnotationID(field: statement.field, sample: statement.sample),
            statement: statement)
    }

    /// The members of a statement; the source is `standardSource` unless they say another.
    static func statement(_ fields: inout JSONFields, standardSource: Source)
        throws(JSONError) -> Statement
    {
        let sample = try fields.name("sample", as: SampleKey.self)
        let field = try fields.optionalName("field", as: FieldName.self) ?? .standard
        let value = try LabelValue(try fields.value("value"), at: fields.place(of: "value"))
        guard !value.holdsNUL else {
            throw .notAllowed(pointer: fields.place(of: "value"), rule: "text without NUL")
        }
        let attributes = try fields.optionalObject("attributes") ?? JSONObject()
        let confidence = try fields.optionalDouble("confidence", in: 0...1)
        let source = try source(&fields) ?? standardSource
        return Statement(
            sample: sample, field: field, value: value, attributes: attributes,
            confidence: confidence, source: source)
    }

    private static func source(_ fields: inout JSONFields) throws(JSONError) -> Source? {
        guard let text = try fields.optionalString("source") else { return nil }
        guard let source = try? Source(text) else {
            throw .notAllowed(pointer: fields.place(of: "source"), rule: Source.rule)
        }
        return source
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
