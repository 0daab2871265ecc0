import Testing

@testable import HTTP

struct ConditionsTests {
    private let etag = ETag(strong: "v1")

    @Test func `nothing asked is everything`() {
        #expect(Conditions().outcome(method: .get, etag: etag, byteCount: 10) == .whole)
    }

    @Test func `conditions come before ranges`() {
        let all = Conditions(
            ifMatch: "\"v0\"", ifNoneMatch: "\"v1\"", ifRange: nil, range: "bytes=0-0")
        #expect(all.outcome(method: .get, etag: etag, byteCount: 10) == .preconditionFailed)
        let later = Conditions(ifNoneMatch: "\"v1\"", range: "bytes=99-")
        #expect(later.outcome(method: .get, etag: etag, byteCount: 10) == .notModified)
    }

    @Test func `without a tag only a star matches`() {
        #expect(
            Conditions(ifMatch: "\"v1\"").outcome(method: .get, etag: nil, byteCount: 10)
                == .preconditionFailed)
        #expect(Conditions(ifMatch: "*").outcome(method: .get, etag: nil, byteCount: 10) == .whole)
        #expect(
            Conditions(ifNoneMatch: "*").outcome(method: .get, etag: nil, byteCount: 10)
                == .notModified)
    }

    @Test func `content of unknown length has no ranges`() {
        let range = Conditions(range: "bytes=0-1")
        #expect(range.outcome(method: .get, etag: etag, byteCount: nil) == .whole)
        #expect(range.outcome(method: .get, etag: etag, byteCount: 10) == .partial(0..<2))
        #expect(range.outcome(method: .head, etag: etag, byteCount: 10) == .whole)
    }

    @Test func `nothing can be taken of nothing`() {
        for text in ["bytes=0-", "bytes=0-0", "bytes=-1"] {
            #expect(
                Conditions(range: text).outcome(method: .get, etag: etag, byteCount: 0)
                    == .rangeNotSatisfiable)
        }
    }

    @Test func `a resolved range lies inside, whatever is asked`() {
        var random = Seeded(seed: 11)
        for _ in 0..<5000 {
            let count = Int64.random(in: 0...20, using: &random)
            let first = Int64.random(in: 0...25, using: &random)
            let last = Bool.random(using: &random) ? .max : Int64.random(in: 0...25, using: &random)
            let text: Substring? = ["\(first)-", "\(first)-\(last)", "-\(last)"]
                .randomElement(using: &random)
            guard let range = text.flatMap(ByteRange.parse)?.resolved(byteCount: count) else {
                continue
            }
            #expect(!range.isEmpty)
            #expect(range.lowerBound >= 0 && range.upperBound <= count)
        }
    }
}
