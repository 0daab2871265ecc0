/// Bytes gathered for one send, in memory that stays: writing a head is copying and nothing else.
struct GatheredBytes: ~Copyable {
    // Unsafe: owned here, freed once; every access is behind a check of the capacity.
    private var memory: UnsafeMutableRawBufferPointer  // unsafe: see above
    private(set) var count = 0

    init(capacity: Int) {
        memory = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { memory.deallocate() }

    var isEmpty: Bool { count == 0 }

    /// The bytes from `start` on, valid until the next change.
    func bytes(from start: Int = 0) -> UnsafeRawBufferPointer {  // unsafe: lent to send(2)
        UnsafeRawBufferPointer(rebasing: memory[start..<count])
    }

    mutating func removeAll() { count = 0 }

    /// Appends text that is known when compiling.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        let place = reserve(text.utf8CodeUnitCount)
        text.withUTF8Buffer { place.copyMemory(from: UnsafeRawBufferPointer($0)) }
    }

    mutating func append(text: String) {
        let isCopied: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
            reserve(bytes.count).copyMemory(from: UnsafeRawBufferPointer(bytes))
        }
        // Text that another language made lies elsewhere.
        if isCopied == nil { append(Array(text.utf8)) }
    }

    mutating func append(_ bytes: borrowing [UInt8]) {
        bytes.withUnsafeBytes { reserve($0.count).copyMemory(from: $0) }
    }

    mutating func append(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { reserve($0.count).copyMemory(from: $0) }
    }

    /// Appends 32 bytes: eight of each word, the most significant first.
    @inline(__always)
    mutating func append(_ words: (UInt64, UInt64, UInt64, UInt64)) {
        let place = reserve(32)
        place.storeBytes(of: words.0.bigEndian, as: UInt64.self)
        place.storeBytes(of: words.1.bigEndian, toByteOffset: 8, as: UInt64.self)
        place.storeBytes(of: words.2.bigEndian, toByteOffset: 16, as: UInt64.self)
        place.storeBytes(of: words.3.bigEndian, toByteOffset: 24, as: UInt64.self)
    }

    /// Appends a decimal number that is not negative.
    mutating func append(decimal number: Int64) {
        var (rest, digitCount) = (number / 10, 1)
        while rest > 0 { (rest, digitCount) = (rest / 10, digitCount + 1) }
        let place = reserve(digitCount)
        rest = number
        for index in stride(from: digitCount - 1, through: 0, by: -1) {
            place[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    @inline(__always)
    private mutating func reserve(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
        if memory.count - count < byteCount { grow(byteCount) }
        defer { count += byteCount }
        return UnsafeMutableRawBufferPointer(rebasing: memory[count..<count + byteCount])
    }

    // What is appended is bounded by its callers: heads, and content up to a limit.
    private mutating func grow(_ byteCount: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(memory.count * 2, count + byteCount), alignment: 16)
        larger.copyMemory(from: bytes())
        memory.deallocate()
        memory = larger
    }
}
