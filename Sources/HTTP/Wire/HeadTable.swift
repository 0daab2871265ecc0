/// A run of bytes in a head; heads are shorter than 64 KiB.
struct HeadSlice: Sendable {
    var start: UInt16 = 0
    var count: UInt16 = 0

    init() {}
    init(_ start: Int, _ end: Int) {
        self.start = UInt16(start)
        self.count = UInt16(end - start)
    }

    var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
    var isEmpty: Bool { count == 0 }
}

/// Where the parts of a head lie in its bytes: offsets only, so that parsing allocates nothing.
///
/// One per loop, filled anew for each request.
struct HeadTable {
    /// Field lines that fit.
    static let capacity = 64

    struct FieldSlot: Sendable {
        var name = HeadSlice()
        var value = HeadSlice()
    }

    var method = Method.get
    /// HTTP/1.0, which knows neither chunks nor persistence unless asked.
    var isVersion10 = false
    /// Without the query; `*` for OPTIONS of the whole server.
    var path = HeadSlice()
    /// What stands after `?`.
    var query = HeadSlice()
    /// The authority of a target in absolute form; empty for the other forms.
    var authority = HeadSlice()

    private(set) var fields = InlineArray<64, FieldSlot>(repeating: FieldSlot())
    private(set) var fieldCount = 0

    var framing = BodyFraming.none
    var keepsAlive = true
    var expectsContinue = false
    /// Whether any of If-Match, If-None-Match, If-Range and Range is there.
    var isConditional = false
    /// Whether Accept-Encoding is there.
    var namesCodings = false
    /// Whether Want-Content-Digest is there.
    var wantsDigest = false
    /// The value of Traceparent, and how often it is there: only one counts.
    var traceParent = HeadSlice()
    var traceParentCount: UInt8 = 0

    mutating func clear() {
        method = .get
        isVersion10 = false
        path = HeadSlice()
        query = HeadSlice()
        authority = HeadSlice()
        fieldCount = 0
        framing = .none
        keepsAlive = true
        expectsContinue = false
        isConditional = false
        namesCodings = false
        wantsDigest = false
        traceParentCount = 0
    }

    mutating func append(_ field: FieldSlot) {
        fields[fieldCount] = field
        fieldCount += 1
    }
}

/// How the end of a request's content is found (RFC 9112 §6).
enum BodyFraming: Equatable, Sendable {
    case none
    case length(Int64)
    case chunked
}
