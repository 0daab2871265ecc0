import Codecs
import Testing

@testable import cairn

struct ListingTests {
    private func page(_ rows: Int, next: String?) -> JSON {
        ["rows": .array(Array(repeating: 1, count: rows)), "next": .optional(next)]
    }

    @Test func `pages are read until there is no next one`() throws {
        var asked: [String?] = []
        var shown = 0
        let hasMore = try Listing(name: "rows", limit: 100).forEachPage { page in
            asked.append(page.cursor)
            return self.page(10, next: asked.count < 3 ? "c\(asked.count)" : nil)
        } _: { _, rows in
            shown += rows.count
        }
        #expect(asked == [nil, "c1", "c2"])
        #expect(shown == 30)
        #expect(!hasMore)
    }

    @Test func `no more rows are asked for and shown than wanted`() throws {
        var limits: [Int?] = []
        var shown = 0
        let hasMore = try Listing(name: "rows", limit: 1500).forEachPage { page in
            limits.append(page.limit)
            return self.page(1000, next: "c\(limits.count)")
        } _: { _, rows in
            shown += rows.count
        }
        #expect(limits == [1000, 500])
        #expect(shown == 1500)
        #expect(hasMore)
    }

    @Test func `a listing that goes in circles is given up`() {
        #expect(throws: Failure.notUnderstood(reason: "a listing that does not move on")) {
            try Listing(name: "rows", limit: 100).forEachPage { _ in
                page(1, next: "same")
            } _: { _, _ in
            }
        }
        #expect(throws: Failure.notUnderstood(reason: "a listing that does not move on")) {
            try Listing(name: "rows", limit: 100).forEachPage { _ in
                page(0, next: "more")
            } _: { _, _ in
            }
        }
    }

    @Test func `an answer of another kind is not understood`() {
        #expect(throws: Failure.notUnderstood(reason: "a listing without rows")) {
            try Listing(name: "rows", limit: 1).forEachPage { _ in
                [:]
            } _: { _, _ in
            }
        }
    }
}
