import Codecs
import HTTP
import Posix
import Telemetry

/// One request as one line of JSON, written into memory that stays.
///
///     {"time":"2026-01-31T09:05:00.042Z","message":"request","requestID":"…","peer":"…",
///      "method":"GET","path":"/v1/…","status":200,"receivedBytes":83,"sentBytes":196,
///      "microseconds":12,"cut":"slow","trace":"…","parent":"…"}
///
/// `method` is null when the head could not be read, `cut` is there when the answer is not whole
/// and says why, `trace` and `parent` are there when the client has sent them. The query and the
/// fields of a request are never written, for they carry secrets; what looks like a token in a path
/// is replaced. Nothing that a client sends ends the line or forges a member: bytes that are not
/// visible ASCII are escaped.
struct AccessLine: ~Copyable {
    /// The longest line: a path of which every byte is escaped, and room for all the rest. Not more
    /// than PIPE_BUF, so that a pipe takes a line whole (pipe(7)).
    static let byteLimit = 4096

    private static let timePrefix: StaticString = "{\"time\":\""
    private static let afterTime: StaticString = "\",\"message\":\"request\",\"requestID\":\""
    private static let timeLength = 24

    private let memory: UnsafeMutableRawBufferPointer  // unsafe: owned; appending checks the room
    private var count = 0
    private var time = MillisecondClock()
    /// Where the part that is the same in every line ends.
    private let prefixCount: Int

    init() {
        memory = .allocate(byteCount: AccessLine.byteLimit, alignment: 16)
        prefixCount =
            AccessLine.timePrefix.utf8CodeUnitCount + AccessLine.timeLength
            + AccessLine.afterTime.utf8CodeUnitCount
        append(AccessLine.timePrefix)
        count += AccessLine.timeLength
        append(AccessLine.afterTime)
    }

    deinit { memory.deallocate() }

    /// Writes the line of `exchange`; the bytes are valid until the next.
    mutating func write(
        _ exchange: borrowing FinishedExchange
    ) -> UnsafeRawBufferPointer {  // unsafe: lent until the next call
        writeTime(exchange.endNanoseconds)
        count = prefixCount
        append(hexadecimal: exchange.requestID.high)
        append(hexadecimal: exchange.requestID.low)
        append("\",\"peer\":\"")
        append(text: exchange.peer)
        if let method = exchange.method {
            append("\",\"method\":\"")
            append(text: method.rawValue)
            append("\",\"path\":\"")
        } else {
            append("\",\"method\":null,\"path\":\"")
        }
        append(path: exchange.path)
        append("\",\"status\":")
        append(decimal: exchange.status)
        append(",\"receivedBytes\":")
        append(decimal: Int(exchange.receivedBytes))
        append(",\"sentBytes\":")
        append(decimal: Int(exchange.sentBytes))
        append(",\"microseconds\":")
        append(decimal: Int(exchange.durationNanoseconds / 1000))
        if let reason = exchange.cut {
            append(",\"cut\":\"")
            append(text: reason.rawValue)
            append("\"")
        }
        if let trace = exchange.trace {
            append(",\"trace\":\"")
            append(hexadecimal: trace.traceHigh)
            append(hexadecimal: trace.traceLow)
            append("\",\"parent\":\"")
            append(hexadecimal: trace.parent)
            append("\"}\n")
        } else {
            append("}\n")
        }
        return UnsafeRawBufferPointer(rebasing: memory[..<count])
    }

    private mutating func writeTime(_ nanoseconds: UInt64) {
        guard time.update(monotonicNanoseconds: nanoseconds) else { return }
        let start = AccessLine.timePrefix.utf8CodeUnitCount
        memory[start..<start + AccessLine.timeLength].copyBytes(
            from: time.text.prefix(AccessLine.timeLength))
    }

    // MARK: Paths

    private mutating func append(path: UnsafeRawBufferPointer) {
        let end = AccessLine.secretStart(in: path) ?? path.count
        let shown = UnsafeRawBufferPointer(rebasing: path[..<end])
        if AccessLine.isPlain(shown) {
            append(bytes: shown)
        } else {
            for byte in shown { append(escaped: byte) }
        }
        if end < path.count { append("[redacted]") }
    }

    private static let secretPrefix: StaticString = "cairn_"

    /// Where something begins that looks like a token: it does not belong into a path, and people
    /// put it there all the same.
    private static func secretStart(in path: UnsafeRawBufferPointer) -> Int? {
        // Shorter than a token's randomness alone: that is nearly every path.
        guard path.count > 64 else { return nil }
        return secretPrefix.withUTF8Buffer { prefix in
            (0...(path.count - prefix.count)).first { start in
                path[start] == prefix[0]
                    && path[start..<start + prefix.count].elementsEqual(prefix)
            }
        }
    }

    /// Whether all bytes are visible ASCII that JSON takes as it is: eight are looked at at once.
    static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var start = 0
        while start + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
            guard isPlain(word) else { return false }
            start += 8
        }
        // Spaces fill the last word.
        var rest: UInt64 = 0x2020_2020_2020_2020
        for byte in bytes[start...] { rest = rest << 8 | UInt64(byte) }
        return isPlain(rest)
    }

    // A byte is below n where subtracting n borrows and its own highest bit is not set; it is equal
    // to n where its difference is 0, which is below 1.
    private static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs = ones << 7
        let quotes = word ^ ones &* 0x22
        let backslashes = word ^ ones &* 0x5C
        let deletes = word ^ ones &* 0x7F
        let below =
            (word &- ones &* 0x20) | (quotes &- ones) | (backslashes &- ones)
            | (deletes &- ones)
        // Borrows may also mark a byte above a marked one: then one was found already.
        return (below | word) & highs == 0
    }

    private mutating func append(escaped byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x20..<0x7F:
            reserve(1)[0] = byte
        // Not what the bytes would mean in some encoding: a target is ASCII (RFC 3986 §2).
        case 0x80...: append("\\ufffd")
        default:
            append("\\u00")
            let digits = Hexadecimal.digits(UInt32(byte))
            reserve(2).storeBytes(
                of: UInt16(truncatingIfNeeded: digits).bigEndian, as: UInt16.self)
        }
    }

    // MARK: Pieces

    @inline(__always)
    private mutating func append(_ text: StaticString) {
        let place = reserve(text.utf8CodeUnitCount)
        text.withUTF8Buffer { place.copyMemory(from: UnsafeRawBufferPointer($0)) }
    }

    private mutating func append(text: String) {
        var text = text
        text.withUTF8 { append(bytes: UnsafeRawBufferPointer($0)) }
    }

    private mutating func append(bytes: UnsafeRawBufferPointer) {
        reserve(bytes.count).copyMemory(from: bytes)
    }

    /// Appends 16 digits.
    private mutating func append(hexadecimal bits: UInt64) {
        let place = reserve(16)
        let high = Hexadecimal.digits(UInt32(truncatingIfNeeded: bits >> 32))
        let low = Hexadecimal.digits(UInt32(truncatingIfNeeded: bits))
        place.storeBytes(of: high.bigEndian, as: UInt64.self)
        place.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
    }

    private mutating func append(decimal number: Int) {
        var rest = UInt64(max(0, number))
        var digitCount = 1
        var bound: UInt64 = 10
        while digitCount < 19, rest >= bound { (digitCount, bound) = (digitCount + 1, bound * 10) }
        let place = reserve(digitCount)
        for index in stride(from: digitCount - 1, through: 0, by: -1) {
            place[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    @inline(__always)
    private mutating func reserve(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
        precondition(byteCount <= memory.count - count, "a line is shorter than its limit")
        defer { count += byteCount }
        return UnsafeMutableRawBufferPointer(rebasing: memory[count..<count + byteCount])
    }
}

/// The wall clock's text for moments of the monotonic clock, made anew for each second and changed
/// for each millisecond.
///
/// The two clocks are compared once a second, which costs nothing and follows corrections.
struct MillisecondClock {
    /// RFC 3339 with milliseconds.
    private(set) var text: [UInt8] = []
    private var milliseconds: UInt64 = 0
    private var wallOffset: UInt64 = 0
    private var comparedNanoseconds: UInt64 = 0

    private static let comparisonNanoseconds: UInt64 = 1_000_000_000

    /// Whether ``text`` has changed.
    mutating func update(monotonicNanoseconds: UInt64) -> Bool {
        if monotonicNanoseconds &- comparedNanoseconds >= MillisecondClock.comparisonNanoseconds {
            comparedNanoseconds = monotonicNanoseconds
            wallOffset = Clock.wallNanoseconds &- Clock.monotonicNanoseconds
        }
        let now = (monotonicNanoseconds &+ wallOffset) / 1_000_000
        guard now != milliseconds else { return false }
        let isSameSecond = now / 1000 == milliseconds / 1000 && !text.isEmpty
        milliseconds = now
        if isSameSecond {
            writeThousandths(UInt8(now % 1000 / 100), UInt8(now / 10 % 10), UInt8(now % 10))
        } else {
            let time = LogTime(
                secondsSince1970: Int64(now / 1000), milliseconds: Int(now % 1000))
            text = Array(time.text.utf8)
        }
        return true
    }

    // `…:00.042Z`: three digits before the last byte.
    private mutating func writeThousandths(_ hundreds: UInt8, _ tens: UInt8, _ ones: UInt8) {
        let zero = UInt8(ascii: "0")
        text[text.count - 4] = zero + hundreds
        text[text.count - 3] = zero + tens
        text[text.count - 2] = zero + ones
    }
}
