import Codecs
import Records
import Testing

@testable import Catalog

/// What namespaces use, and what is refused.
struct QuotasTests {
    private let fixture: CollectionFixture
    private let team = NamespaceName(unchecked: "team")
    private var quotas: Quotas { Quotas(fixture.storage) }

    init() throws { fixture = try CollectionFixture() }

    private func byteCount(_ numbers: some Sequence<Int>) -> Int64 {
        numbers.reduce(0) { $0 + Int64(CollectionFixture.bytes($1).count) }
    }

    private func used() throws -> Int64 { try quotas.usage(of: team).usedByteCount }

    @Test func `a namespace uses what its versions have added or changed`() throws {
        try fixture.commit(0..<10)
        #expect(try used() == byteCount(0..<10))
        try fixture.commit(5..<15, replacesAll: false)
        #expect(try used() == byteCount(0..<15))
        // The same samples in another version bring nothing; taking some away neither.
        try fixture.commit(0..<5)
        #expect(try used() == byteCount(0..<15))
        #expect(try quotas.usage(of: team).datasetCount == 1)
    }

    @Test func `what is merged or taken back was counted before`() throws {
        try fixture.commit(0..<10)
        try fixture.commit(10..<20, replacesAll: false)
        let before = try used()
        _ = try Merges(fixture.storage).revert(
            .number(2),
            Merges.Request(
                path: fixture.path, branch: .main, expected: nil, preferred: nil, message: "",
                author: "tester"))
        #expect(try used() == before)
    }

    @Test func `a commit beyond the quota makes no version, and one within it does`() throws {
        try fixture.commit(0..<10)
        let used = try used()
        _ = try quotas.set(used + byteCount([10]), of: team)
        #expect {
            try fixture.commit(10..<12, replacesAll: false)
        } throws: { error in
            guard case .quotaExceeded(let usage, let added) = error as? CatalogError else {
                return false
            }
            return usage.usedByteCount == used && added == byteCount(10..<12)
        }
        #expect(try Datasets(fixture.storage).version(.latest, of: fixture.path).number == 1)
        try fixture.commit([10], replacesAll: false)
        // Full: what adds nothing is no harm.
        try fixture.commit(0..<3)
        _ = try quotas.set(nil, of: team)
        try fixture.commit(20..<40, replacesAll: false)
    }

    @Test func `a commit that is too large by far is refused before it has all come`() throws {
        _ = try quotas.set(1000, of: team)
        let draft = try fixture.draft(.tar)
        var writer = TarWriter()
        var sentCount = 0
        #expect(throws: CatalogError.self) {
            for number in 0..<200_000 {
                try draft.append(
                    writer.member(path: "\(number).bin", content: Array("\(number)".utf8)))
                sentCount += 1
            }
        }
        #expect(sentCount < 20_000)
    }

    @Test func `a deleted dataset counts until it is purged`() throws {
        try fixture.commit(0..<10)
        let used = try used()
        _ = try Deletions(fixture.storage).delete(fixture.path)
        #expect(try self.used() == used)
        fixture.store.clock.advance(seconds: CollectionFixture.graceSeconds + 1)
        try fixture.collect()
        #expect(try self.used() == 0)
    }

    @Test func `a quota holds for its namespace alone`() throws {
        _ = try quotas.set(0, of: NamespaceName(unchecked: "others"))
        try fixture.commit(0..<10)
        #expect(try quotas.usage(of: team).limitByteCount == nil)
    }
}
