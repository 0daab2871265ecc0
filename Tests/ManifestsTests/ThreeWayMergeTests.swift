import Codecs
import Records
import TestSupport
import Testing

@testable import Manifests

struct ThreeWayMergeTests {
    private let pages = MemoryPages()

    /// A version whose samples have these variants, by number.
    private func version(_ variants: [Int: Int]) throws -> Manifest {
        try apply(
            try variants.map { .put(try sample("\(1000 + $0.key)", variant: $0.value)) }, to: nil,
            in: pages)
    }

    private func merge(
        _ from: Manifest, _ base: Manifest, _ into: Manifest,
        preferring preferred: ThreeWayMerge.Side? = nil
    ) throws -> ThreeWayMerge {
        try #require(
            try ThreeWayMerge(
                of: from, since: base, into: into, preferring: preferred, changeLimit: 10_000))
    }

    /// Goal: what a merge does to each sample is what its rule says, whatever the sizes and places.
    /// Method: random versions, and the same rule on dictionaries.
    @Test(arguments: 0..<24 as Range<UInt64>, [nil, ThreeWayMerge.Side.from, .into])
    func `each sample is what the one side that changed it made of it`(
        seed: UInt64, preferred: ThreeWayMerge.Side?
    ) throws {
        var random = SeededGenerator(seed: seed)
        var base: [Int: Int] = [:]
        for number in 0..<400 where Bool.random(using: &random) { base[number] = 0 }
        var sides = [base, base]
        for side in 0..<2 {
            for _ in 0..<Int.random(in: 0..<80, using: &random) {
                let number = Int.random(in: 0..<400, using: &random)
                sides[side][number] =
                    Bool.random(using: &random) ? nil : Int.random(in: 1..<4, using: &random)
            }
        }
        let (from, into) = (sides[0], sides[1])
        var expected = into
        var conflicts: [Int] = []
        for number in 0..<400 where from[number] != base[number] && from[number] != into[number] {
            if into[number] == base[number] || preferred == .from {
                expected[number] = from[number]
            } else if preferred == nil {
                conflicts.append(number)
            }
        }
        let target = try version(into)
        let merge = try merge(version(from), version(base), target, preferring: preferred)
        #expect(merge.conflictCount == conflicts.count)
        #expect(
            merge.conflicts.map(\.key.text)
                == conflicts.prefix(ThreeWayMerge.conflictLimit).map { "\(1000 + $0)" })
        #expect(
            try apply(merge.changes, to: target, in: pages).root == version(expected).root)
    }

    @Test(arguments: 0..<16 as Range<UInt64>)
    func `merges of what does not touch give the same in either direction`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let base = Dictionary(uniqueKeysWithValues: (0..<300).map { ($0, 0) })
        var sides = [base, base]
        for number in 0..<300 where Int.random(in: 0..<10, using: &random) == 0 {
            sides[number % 2][number] = Bool.random(using: &random) ? nil : 1
        }
        let (first, second) = (try version(sides[0]), try version(sides[1]))
        let origin = try version(base)
        let one = try merge(first, origin, second)
        let other = try merge(second, origin, first)
        #expect(one.conflictCount == 0 && other.conflictCount == 0)
        #expect(
            try apply(one.changes, to: second, in: pages).root
                == apply(other.changes, to: first, in: pages).root)
    }

    @Test func `a conflict tells what all three have`() throws {
        let merge = try merge(version([1: 2]), version([1: 0, 2: 0]), version([1: 3, 2: 0]))
        let conflict = try #require(merge.conflicts.first)
        #expect(conflict.key.text == "1001" && merge.conflictCount == 1)
        #expect(conflict.base == (try canonical(sample("1001", variant: 0))))
        #expect(conflict.from == (try canonical(sample("1001", variant: 2))))
        #expect(conflict.into == (try canonical(sample("1001", variant: 3))))
        #expect(merge.changes == [.remove(try SampleKey("1002"))])
    }

    @Test func `more changes than are kept are too many`() throws {
        let (base, from) = (try version([:]), try version([1: 0, 2: 0, 3: 0]))
        func merge(limit: Int) throws -> ThreeWayMerge? {
            try ThreeWayMerge(
                of: from, since: base, into: base, preferring: nil, changeLimit: limit)
        }
        #expect(try merge(limit: 3)?.changes.count == 3)
        #expect(try merge(limit: 2) == nil)
    }

    @Test func `a merge in many samples reads what was changed only`() throws {
        let base = Dictionary(uniqueKeysWithValues: (0..<2000).map { ($0, 0) })
        var (from, into) = (base, base)
        from[10] = 1
        into[1990] = 1
        let versions = (try version(from), try version(base), try version(into))
        let before = pages.readCount
        #expect(try merge(versions.0, versions.1, versions.2).changes.count == 1)
        #expect(pages.readCount - before < 24)
    }

    @Test func `the details of a change name its parts, its fields and its split`() throws {
        let (old, new) = (try sample("a", variant: 0), try sample("a", variant: 1))
        let details = SampleDifference.changed(old: old, new: new).details
        #expect(details.parts.map(\.text) == ["cls", "png"])
        #expect(details.fields == ["b", "cls"])
        #expect(details.isSplitChanged)
        #expect(SampleDifference.added(old).details == SampleDifference.Details())
    }
}
