import Codecs
import HTTP
import Testing

@testable import Catalog
@testable import Service

struct RecentBlobsTests {
    private func digest(_ number: Int) -> Digest { Digest.of(Array("\(number)".utf8)) }

    private func response(_ number: Int) -> PreparedResponse {
        PreparedResponse(Response(etag: ETag(digest(number)), body: .bytes([])))
    }

    @Test func `what was kept is given, and nothing else`() {
        let recent = RecentBlobs(moves: BlobMoves(), halfCount: 2)
        recent.keep(response(1), for: digest(1), asOf: 0)
        #expect(recent.answer(digest(1))?.response.etag == ETag(digest(1)))
        #expect(recent.answer(digest(2)) == nil)
    }

    @Test func `what is asked for stays, what is not goes, and there is never more than wanted`() {
        let recent = RecentBlobs(moves: BlobMoves(), halfCount: 2)
        for number in 0..<100 {
            recent.keep(response(number), for: digest(number), asOf: 0)
            #expect(recent.answer(digest(0)) != nil, "after \(number)")
        }
        #expect((0..<100).count { recent.answer(digest($0)) != nil } <= 4)
    }

    @Test func `what was kept is forgotten when a blob moves, and not kept when it moved before`() {
        let moves = BlobMoves()
        let recent = RecentBlobs(moves: moves)
        recent.keep(response(1), for: digest(1), asOf: moves.count)
        moves.note()
        #expect(recent.answer(digest(1)) == nil)
        recent.keep(response(1), for: digest(1), asOf: moves.count - 1)
        #expect(recent.answer(digest(1)) == nil)
        recent.keep(response(1), for: digest(1), asOf: moves.count)
        #expect(recent.answer(digest(1)) != nil)
    }
}
