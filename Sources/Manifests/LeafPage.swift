import Codecs
import Records

/// A run of samples in the order of their keys, in columns.
///
///     offset  bytes          n samples with p parts in all
///          0      4  "CRNL"
///          4      2  format version
///          6      2  zero
///          8      4  n
///         12      4  p
///         16      2  s, number of split names
///         18      2  number of part names
///         20      4  bytes of names
///         24      4  bytes of keys
///         28      4  bytes of fields
///         32    8·p  byte counts of parts
///             32·p  digests of parts
///              4·n  ends of the samples' runs of parts
///              4·n  ends of keys
///              4·n  ends of fields
///              2·p  part names: index into the names
///              2·n  splits: 0 for none, else 1 + index into the names
///                …  split names, then part names: a byte with the length, then the name
///                …  keys, end to end
///                …  fields, end to end: canonical JSON
///                4  CRC-32C
final class LeafPage: Sendable {
    static let magic: UInt32 = 0x4C4E_5243
    static let headerByteCount = 32

    let page: PageBytes
    let sampleCount: Int
    private let partByteCounts: PageColumn
    private let digestsOffset: Int
    private let partEnds: PageColumn
    private let keyEnds: PageColumn
    private let fieldEnds: PageColumn
    private let partCodes: PageColumn
    private let splitCodes: PageColumn
    private let splitNames: [SplitName]
    private let partNames: [PartName]
    private let keysOffset: Int
    private let fieldsOffset: Int

    /// Checks every offset and index once, so that reading a sample needs no further check.
    init(_ bytes: [UInt8], of digest: Digest) throws(ManifestError) {
        page = try PageBytes(
            bytes, of: digest, magic: LeafPage.magic, headerByteCount: LeafPage.headerByteCount)
        let page = page
        func header(_ offset: Int, _ byteCount: Int) -> Int {
            page.integer(at: offset, byteCount: byteCount)
        }
        sampleCount = header(8, 4)
        let partCount = header(12, 4)
        let splitNameCount = header(16, 2)
        let partNameCount = header(18, 2)
        let nameByteCount = header(20, 4)
        let keyByteCount = header(24, 4)
        let fieldByteCount = header(28, 4)

        partByteCounts = PageColumn(offset: LeafPage.headerByteCount, count: partCount, width: 8)
        digestsOffset = partByteCounts.end
        let digestsEnd = digestsOffset + partCount * Digest.byteCount
        partEnds = PageColumn(offset: digestsEnd, count: sampleCount, width: 4)
        keyEnds = PageColumn(offset: partEnds.end, count: sampleCount, width: 4)
        fieldEnds = PageColumn(offset: keyEnds.end, count: sampleCount, width: 4)
        partCodes = PageColumn(offset: fieldEnds.end, count: partCount, width: 2)
        splitCodes = PageColumn(offset: partCodes.end, count: sampleCount, width: 2)
        let namesOffset = splitCodes.end
        keysOffset = namesOffset + nameByteCount
        fieldsOffset = keysOffset + keyByteCount
        guard sampleCount > 0, header(6, 2) == 0,
            fieldsOffset + fieldByteCount == page.contentEnd
        else { throw page.corrupt }

        let names = try page.names(
            count: splitNameCount + partNameCount, in: namesOffset..<keysOffset)
        splitNames = try names.prefix(splitNameCount).map { name throws(ManifestError) in
            guard let name = try? SplitName(name) else { throw page.corrupt }
            return name
        }
        partNames = try names.dropFirst(splitNameCount).map { name throws(ManifestError) in
            guard let name = try? PartName(name) else { throw page.corrupt }
            return name
        }
        try partEnds.checkEnds(total: partCount, minimum: 0, in: page)
        try keyEnds.checkEnds(total: keyByteCount, minimum: 1, in: page)
        try fieldEnds.checkEnds(total: fieldByteCount, minimum: 2, in: page)
        try checkCodes()
    }

    private func checkCodes() throws(ManifestError) {
        for index in 0..<sampleCount where splitCodes.value(index, in: page) > splitNames.count {
            throw page.corrupt
        }
        var total = 0
        for index in 0..<partCodes.count {
            let byteCount = partByteCounts.value(index, in: page)
            let sum = total.addingReportingOverflow(byteCount)
            guard byteCount >= 0, !sum.overflow,
                partCodes.value(index, in: page) < partNames.count
            else { throw page.corrupt }
            total = sum.partialValue
        }
    }

    /// Where the key's bytes stand in the page.
    func keyRange(_ index: Int) -> Range<Int> {
        let range = keyEnds.range(index, in: page)
        return keysOffset + range.lowerBound..<keysOffset + range.upperBound
    }

    /// The number of samples before `key`.
    func lowerBound(of key: [UInt8]) -> Int {
        page.lowerBound(of: key, count: sampleCount) { keyRange($0) }
    }

    func sample(_ index: Int) throws(ManifestError) -> Sample {
        guard let key = try? SampleKey(try page.text(keyRange(index))) else { throw page.corrupt }
        return Sample(
            key: key, parts: partEnds.range(index, in: page).map(part),
            fields: try fields(index), split: splitName(index))
    }

    /// Whether a sample is one of another leaf, their keys being equal.
    func isSample(_ index: Int, sameAs otherIndex: Int, of other: LeafPage) -> Bool {
        guard fieldBytes(index) == other.fieldBytes(otherIndex),
            splitName(index) == other.splitName(otherIndex)
        else { return false }
        let (parts, others) = (
            partEnds.range(index, in: page), other.partEnds.range(otherIndex, in: other.page)
        )
        return parts.count == others.count
            && zip(parts, others).allSatisfy { part($0) == other.part($1) }
    }

    /// Bytes of a sample's parts.
    func byteCount(_ index: Int) -> Int64 {
        partEnds.range(index, in: page).reduce(0) { sum, part in
            sum + Int64(partByteCounts.value(part, in: page))
        }
    }

    func forEachPartDigest(_ body: (Digest) throws -> Void) rethrows {
        for part in 0..<partCodes.count {
            try body(page.digest(at: digestsOffset + part * Digest.byteCount))
        }
    }

    private func fields(_ index: Int) throws(ManifestError) -> JSONObject {
        let json = fieldBytes(index)
        // Most samples of images have none.
        if json.elementsEqual("{}".utf8) { return JSONObject() }
        let limits = JSONReader.Limits(byteCount: Manifest.fieldByteLimit)
        guard let object = (try? JSONReader.read(Array(json), limits: limits))?.object else {
            throw page.corrupt
        }
        return object
    }

    private func fieldBytes(_ index: Int) -> ArraySlice<UInt8> {
        let range = fieldEnds.range(index, in: page)
        return page.bytes[fieldsOffset + range.lowerBound..<fieldsOffset + range.upperBound]
    }

    private func splitName(_ index: Int) -> SplitName? {
        let split = splitCodes.value(index, in: page)
        return split == 0 ? nil : splitNames[split - 1]
    }

    private func part(_ part: Int) -> Part {
        Part(
            name: partNames[partCodes.value(part, in: page)],
            digest: page.digest(at: digestsOffset + part * Digest.byteCount),
            byteCount: Int64(partByteCounts.value(part, in: page)))
    }
}

extension PageBytes {
    /// The number of keys before `key` among `count` sorted ones, whose bytes are at `range`.
    func lowerBound(of key: [UInt8], count: Int, range: (Int) -> Range<Int>) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if bytes[range(middle)].lexicographicallyPrecedes(key) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
