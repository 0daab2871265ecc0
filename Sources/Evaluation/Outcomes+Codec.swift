import Codecs
import Records

// outcomes.v1, all numbers little-endian:
//
//     offset  bytes
//          0      8  "outcomes"
//          8      4  version, 1
//         12      4  byte count of the signature, S
//         16      8  sample count, N
//         24      4  class count, C
//         28      4  byte count of the classes, D
//         32     32  digest of the sample order
//         64      S  signature, UTF-8
//       64+S      D  C classes, in order, each
//                       0, then the integer as 8 bytes (two's complement), or
//                       1, then the byte count of the name as 4 bytes and the name, UTF-8
//                 …  zeros up to a multiple of 8
//                8N  confidences, IEEE 754; the bits 7FF8 0000 0000 0000 for none
//                4N  reference classes, index or FFFF FFFF for none
//                4N  predicted classes, index or FFFF FFFF for none
//                 N  bits 0–1: status (0 scored, 1 missing, 2 invalid, 3 ignored)
//                    bits 2–3: 0 has no part in the value, 1 wrong, 2 right
//
// Equal outcomes have equal bytes: every field has one spelling.

/// Why some bytes are not outcomes.
package enum OutcomesError: Error, Equatable {
    /// Not this format, or another version of it.
    case format
    /// The bytes end before, or go on after, what the counts say.
    case length(expected: Int, actual: Int)
    case signature
    /// The classes are not in order, not UTF-8, or not as many bytes as they should be.
    case classes
    case padding
    /// The columns of this sample contradict each other or themselves.
    case sample(position: Int)
}

extension Outcomes {
    /// The bytes of `outcomes.v1`.
    package var encoded: [UInt8] {
        var body = Array(signature.utf8)
        let signatureByteCount = body.count
        for label in classes { Outcomes.append(label, to: &body) }
        let classByteCount = body.count - signatureByteCount
        body.append(contentsOf: repeatElement(0, count: Layout.padding(after: body.count)))

        var bytes = Layout.magic
        bytes.append(littleEndian: Layout.version)
        bytes.append(littleEndian: UInt32(signatureByteCount))
        bytes.append(littleEndian: UInt64(count))
        bytes.append(littleEndian: UInt32(classes.count))
        bytes.append(littleEndian: UInt32(classByteCount))
        bytes += order.bytes
        bytes += body
        bytes.reserveCapacity(bytes.count + OutcomeColumns.sampleByteCount * count)
        for confidence in columns.confidences { bytes.append(littleEndian: confidence) }
        for reference in columns.references { bytes.append(littleEndian: reference) }
        for prediction in columns.predictions { bytes.append(littleEndian: prediction) }
        bytes += columns.flags
        return bytes
    }

    /// The outcomes that `bytes` hold.
    package init(decoding bytes: [UInt8]) throws(OutcomesError) {
        guard bytes.count >= Layout.headerByteCount, bytes.starts(with: Layout.magic),
            bytes.littleEndian(UInt32.self, at: 8) == Layout.version,
            let order = Digest(bytes: bytes[32..<64])
        else { throw .format }
        let layout = try Layout(header: bytes)
        let signatureEnd = Layout.headerByteCount + layout.signatureByteCount
        guard
            let signature = String(
                validating: bytes[Layout.headerByteCount..<signatureEnd], as: UTF8.self)
        else { throw .signature }
        let classesEnd = signatureEnd + layout.classByteCount
        let classes = try Outcomes.classes(
            in: bytes[signatureEnd..<classesEnd], count: layout.classCount)
        guard bytes[classesEnd..<layout.columnsStart].allSatisfy({ $0 == 0 }) else {
            throw .padding
        }
        let columns = OutcomeColumns(bytes, from: layout.columnsStart, count: layout.sampleCount)
        for position in 0..<layout.sampleCount {
            guard columns.isValid(at: position, classCount: classes.count) else {
                throw .sample(position: position)
            }
        }
        self.init(signature: signature, order: order, classes: classes, columns: columns)
    }

    private static func append(_ label: ClassLabel, to bytes: inout [UInt8]) {
        switch label {
        case .integer(let integer):
            bytes.append(0)
            bytes.append(littleEndian: UInt64(bitPattern: Int64(integer)))
        case .name(let name):
            bytes.append(1)
            bytes.append(littleEndian: UInt32(name.utf8.count))
            bytes += Array(name.utf8)
        }
    }

    private static func classes(in bytes: ArraySlice<UInt8>, count: Int)
        throws(OutcomesError) -> [ClassLabel]
    {
        var rest = bytes
        func take(_ count: Int) throws(OutcomesError) -> [UInt8] {
            guard count <= rest.count else { throw .classes }
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        var classes: [ClassLabel] = []
        for _ in 0..<count {
            let label: ClassLabel
            switch try take(1) {
            case [0]:
                let bits = try take(8).littleEndian(UInt64.self, at: 0)
                label = .integer(Int(Int64(bitPattern: bits)))
            case [1]:
                let byteCount = try take(4).littleEndian(UInt32.self, at: 0)
                let name = try take(Int(byteCount))
                guard let text = String(validating: name, as: UTF8.self) else { throw .classes }
                label = .name(text)
            default: throw .classes
            }
            if let last = classes.last, last >= label { throw .classes }
            classes.append(label)
        }
        guard rest.isEmpty else { throw .classes }
        return classes
    }
}

extension OutcomeColumns {
    /// The columns that begin at `start`, unchecked.
    fileprivate init(_ bytes: [UInt8], from start: Int, count: Int) {
        let positions = 0..<count
        confidences = positions.map { bytes.littleEndian(UInt64.self, at: start + 8 * $0) }
        let codes = start + 8 * count
        references = positions.map { bytes.littleEndian(UInt32.self, at: codes + 4 * $0) }
        predictions = positions.map {
            bytes.littleEndian(UInt32.self, at: codes + 4 * (count + $0))
        }
        flags = Array(bytes[(codes + 8 * count)...])
    }
}

/// Places and marks of `outcomes.v1`.
private struct Layout {
    static let magic = Array("outcomes".utf8)
    static let version: UInt32 = 1
    static let headerByteCount = 64

    let signatureByteCount: Int
    let sampleCount: Int
    let classCount: Int
    let classByteCount: Int
    /// Where the first column begins.
    let columnsStart: Int

    /// - Parameter header: at least ``headerByteCount`` bytes; the rest is measured, not read.
    init(header bytes: [UInt8]) throws(OutcomesError) {
        signatureByteCount = Int(bytes.littleEndian(UInt32.self, at: 12))
        classCount = Int(bytes.littleEndian(UInt32.self, at: 24))
        classByteCount = Int(bytes.littleEndian(UInt32.self, at: 28))
        let end = Layout.headerByteCount + signatureByteCount + classByteCount
        columnsStart = end + Layout.padding(after: end)
        // Division, because a product of the count in the header might overflow.
        let sampleCount = bytes.littleEndian(UInt64.self, at: 16)
        guard sampleCount <= UInt64(bytes.count / OutcomeColumns.sampleByteCount) else {
            throw .length(expected: Int.max, actual: bytes.count)
        }
        self.sampleCount = Int(sampleCount)
        let expected = columnsStart + OutcomeColumns.sampleByteCount * self.sampleCount
        guard bytes.count == expected else {
            throw .length(expected: expected, actual: bytes.count)
        }
    }

    static func padding(after byteCount: Int) -> Int { (8 - byteCount % 8) % 8 }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
        for byte in 0..<value.bitWidth / 8 {
            append(UInt8(truncatingIfNeeded: value >> (8 * byte)))
        }
    }

    fileprivate func littleEndian<Value: FixedWidthInteger>(_: Value.Type, at offset: Int) -> Value
    {
        (0..<Value.bitWidth / 8).reduce(0) { $0 | Value(self[offset + $1]) << (8 * $1) }
    }
}
