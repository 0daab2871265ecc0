import Codecs
import Testing

@testable import Shards

struct ShardIdentityTests {
    @Test func `each thing that the bytes depend on is in the digest`() {
        func digest(
            _ manifest: UInt8 = 0, _ specification: JSON = ["a": 1, "b": 2], _ index: Int = 0
        )
            -> Digest
        {
            ShardIdentity(
                manifest: Digest.of([manifest]), specification: specification, shardIndex: index
            ).digest
        }
        #expect(digest() == digest(0, ["b": 2, "a": 1]))
        #expect(
            Set([digest(), digest(1), digest(0, [:]), digest(0, ["a": 1, "b": 2], 1)]).count == 4)
    }
}
