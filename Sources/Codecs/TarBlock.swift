/// One header block of a tar archive, as it was read.
struct TarBlock {
    /// Prefix and name.
    let path: [UInt8]
    let byteCount: Int64
    let typeFlag: UInt8

    /// nil when the checksum is wrong or the size is no number.
    init?(_ block: [UInt8]) {
        guard let checksum = TarBlock.number(block[148..<156]),
            checksum == TarBlock.checksum(block),
            let byteCount = TarBlock.number(block[124..<136])
        else { return nil }
        self.byteCount = byteCount
        typeFlag = block[156]
        let name = block[0..<100].prefix { $0 != 0 }
        // GNU's older format has times where POSIX has the prefix; its magic ends in spaces.
        let isPOSIX = block[257..<263].elementsEqual("ustar\u{0}".utf8)
        let prefix = isPOSIX ? block[345..<500].prefix { $0 != 0 } : []
        path = prefix.isEmpty ? Array(name) : prefix + [UInt8(ascii: "/")] + name
    }

    /// Old writers mark a directory by its last slash only.
    func isDirectory(path: [UInt8]) -> Bool {
        typeFlag == UInt8(ascii: "5") || path.last == UInt8(ascii: "/")
    }

    /// Why this member is refused; nil for files and directories.
    var refusedKind: TarKind? {
        switch typeFlag {
        // Contiguous files (7) are files to everyone who has no such thing.
        case 0, UInt8(ascii: "0"), UInt8(ascii: "5"), UInt8(ascii: "7"): nil
        case UInt8(ascii: "1"): .hardLink
        case UInt8(ascii: "2"), UInt8(ascii: "K"): .symbolicLink
        case UInt8(ascii: "3"), UInt8(ascii: "4"): .device
        case UInt8(ascii: "6"): .fifo
        case UInt8(ascii: "S"): .sparse
        default: .other(typeFlag: typeFlag)
        }
    }

    /// The sum of all bytes, with spaces for the checksum itself.
    private static func checksum(_ block: [UInt8]) -> Int64 {
        block.reduce(0) { $0 + Int64($1) } - block[148..<156].reduce(0) { $0 + Int64($1) }
            + 8 * Int64(UInt8(ascii: " "))
    }

    /// Octal digits between spaces and NULs, or GNU's base 256 behind a byte with the upper bit.
    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        if let first = field.first, first & 0x80 != 0 {
            // 0x80 begins a positive number; negative ones have no use here.
            guard first == 0x80 else { return nil }
            let value = field.dropFirst()
            guard value.dropLast(8).allSatisfy({ $0 == 0 }) else { return nil }
            let bits = value.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return Int64(exactly: bits)
        }
        let isBlank = { (byte: UInt8) in byte == 0 || byte == UInt8(ascii: " ") }
        let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { !isBlank($0) }
        guard field[digits.endIndex...].allSatisfy(isBlank) else { return nil }
        // At most twelve digits of three bits: no overflow.
        var number: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { return nil }
            number = number << 3 | Int64(digit - UInt8(ascii: "0"))
        }
        return number
    }
}

/// What extended headers say of the next member.
struct TarExtension {
    var path: [UInt8]?
    var byteCount: Int64?
    var isSparse = false

    var isEmpty: Bool { path == nil && byteCount == nil && !isSparse }

    /// Reads pax records, `length SP name=value LF`; false when they are malformed.
    mutating func read(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0 != UInt8(ascii: " ") }
            guard let length = TarExtension.decimal(digits), length > digits.count + 1,
                length <= rest.count, rest[rest.startIndex + Int(length) - 1] == UInt8(ascii: "\n")
            else { return false }
            let record = rest.prefix(Int(length)).dropFirst(digits.count + 1).dropLast()
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { return false }
            guard take(record[..<equals], record[(equals + 1)...]) else { return false }
            rest = rest.dropFirst(Int(length))
        }
        return true
    }

    private mutating func take(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> Bool {
        if name.elementsEqual("path".utf8) {
            path = Array(value)
        } else if name.elementsEqual("size".utf8) {
            byteCount = TarExtension.decimal(value)
            return byteCount != nil
        } else if name.starts(with: "GNU.sparse.".utf8) {
            isSparse = true
        }
        return true
    }

    /// Decimal digits; nil for anything else and for more than 63 bits.
    private static func decimal(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard !digits.isEmpty else { return nil }
        var number: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let product = number.multipliedReportingOverflow(by: 10)
            let sum = product.partialValue.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            guard !product.overflow, !sum.overflow else { return nil }
            number = sum.partialValue
        }
        return number
    }
}
