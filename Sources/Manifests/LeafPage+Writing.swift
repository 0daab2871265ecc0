import Codecs
import Records

extension LeafPage {
    /// The page of samples that are in the order of their keys.
    static func write(_ samples: [Sample]) throws(ManifestError) -> [UInt8] {
        let splitNames = Set(samples.compactMap(\.split)).sorted()
        let partNames = Set(samples.flatMap { $0.parts.map(\.name) }).sorted()
        let parts = samples.flatMap(\.parts)
        let names = splitNames.map(\.text) + partNames.map(\.text)
        let keys = samples.flatMap { Array($0.key.text.utf8) }
        var fields: [UInt8] = []
        var fieldEnds: [Int] = []
        for sample in samples {
            try check(sample)
            let bytes = JSON.object(sample.fields).canonicalBytes
            guard bytes.count <= Manifest.fieldByteLimit else {
                throw .fieldsTooLong(sample.key, byteLimit: Manifest.fieldByteLimit)
            }
            fields += bytes
            fieldEnds.append(fields.count)
        }

        var page: [UInt8] = []
        page.append(Int(LeafPage.magic), byteCount: 4)
        page.append(PageBytes.version, byteCount: 2)
        page.append(0, byteCount: 2)
        page.append(samples.count, byteCount: 4)
        page.append(parts.count, byteCount: 4)
        page.append(splitNames.count, byteCount: 2)
        page.append(partNames.count, byteCount: 2)
        page.append(names.reduce(0) { $0 + 1 + $1.utf8.count }, byteCount: 4)
        page.append(keys.count, byteCount: 4)
        page.append(fields.count, byteCount: 4)
        for part in parts { page.append(Int(part.byteCount), byteCount: 8) }
        for part in parts { page += part.digest.bytes }
        page.appendEnds(samples.map(\.parts.count), byteCount: 4)
        page.appendEnds(samples.map(\.key.text.utf8.count), byteCount: 4)
        for end in fieldEnds { page.append(end, byteCount: 4) }
        let partCodes = codes(partNames)
        for part in parts { page.append(partCodes[part.name] ?? 0, byteCount: 2) }
        let splitCodes = codes(splitNames)
        for sample in samples {
            page.append(sample.split.flatMap { splitCodes[$0] }.map { $0 + 1 } ?? 0, byteCount: 2)
        }
        for name in names { page.appendName(name) }
        page += keys
        page += fields
        page.appendChecksum()
        return page
    }

    private static func check(_ sample: Sample) throws(ManifestError) {
        guard sample.parts.count <= Manifest.partLimit else {
            throw .tooManyParts(sample.key, limit: Manifest.partLimit)
        }
        var total: Int64 = 0
        for (index, part) in sample.parts.enumerated() {
            precondition(part.byteCount >= 0, "a part's byte count is checked where it comes in")
            if index > 0, sample.parts[index - 1].name == part.name {
                throw .duplicatePart(sample.key, part.name)
            }
            let sum = total.addingReportingOverflow(part.byteCount)
            guard !sum.overflow else { throw .tooManyBytes }
            total = sum.partialValue
        }
    }

    private static func codes<N: Name>(_ names: [N]) -> [N: Int] {
        var codes: [N: Int] = [:]
        for (code, name) in names.enumerated() { codes[name] = code }
        return codes
    }
}
