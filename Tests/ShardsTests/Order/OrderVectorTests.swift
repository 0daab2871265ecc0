import Codecs
import Foundation
import TestSupport
import Testing

@testable import Shards

/// The vectors of Docs/ORDER.md, which an independent implementation has computed.
struct OrderVectorTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures")

    private static func vectors(_ name: String) throws -> [JSON] {
        let bytes = Array(try Data(contentsOf: directory.appending(path: "order.json")))
        return try #require(try JSONReader.read(bytes)[name]?.array)
    }

    @Test func `shuffled orders are those of the vectors`() throws {
        for vector in try Self.vectors("shuffled") {
            let order = EpochOrder(
                .shuffled(seed: UInt64(try #require(vector["seed"]?.integer))),
                epoch: UInt64(try #require(vector["epoch"]?.integer)),
                sampleCount: try #require(vector["count"]?.string.flatMap { Int($0) }))
            for member in try #require(vector["positions"]?.object).members {
                let index = try #require(Int(member.name))
                let position = try #require(member.value.string.flatMap { Int($0) })
                #expect(order.position(at: index) == position, "\(vector)")
                #expect(order.index(of: position) == index, "\(vector)")
            }
        }
    }

    @Test func `windowed orders are those of the vectors`() throws {
        for vector in try Self.vectors("windowed") {
            let order = EpochOrder(
                .windowed(
                    seed: UInt64(try #require(vector["seed"]?.integer)),
                    blockLength: try #require(vector["blockLength"]?.integer),
                    blocksPerWindow: try #require(vector["blocksPerWindow"]?.integer)),
                epoch: UInt64(try #require(vector["epoch"]?.integer)),
                sampleCount: try #require(vector["count"]?.integer))
            let positions = try #require(vector["positions"]?.array).compactMap(\.integer)
            #expect(order.positions(at: 0..<positions.count) == positions, "\(vector)")
        }
    }

    @Test func `ranks are cut as in the vectors`() throws {
        for vector in try Self.vectors("cuts") {
            let worldSize = try #require(vector["worldSize"]?.integer)
            let tail = try #require(vector["tail"]?.string.flatMap(RankCut.Tail.init(rawValue:)))
            let from = try #require(vector["from"]?.integer)
            let to = try #require(vector["to"]?.integer)
            for (rank, indices) in try #require(vector["ranks"]?.array).enumerated() {
                let cut = RankCut(of: from..<to, rank: rank, worldSize: worldSize, tail: tail)
                #expect(cut.indices == indices.array?.compactMap(\.integer), "\(vector)")
            }
        }
    }

    @Test func `mixtures draw as in the vectors`() throws {
        for vector in try Self.vectors("mixtures") {
            func integers(_ name: String) throws -> [Int] {
                try #require(vector[name]?.array).compactMap(\.integer)
            }
            let count = try #require(vector["count"]?.integer)
            let epoch = UInt64(try #require(vector["epoch"]?.integer))
            let rule = OrderRule.shuffled(seed: UInt64(try #require(vector["seed"]?.integer)))
            let recipe = MixtureRecipe(
                components: try integers("weights").map { .init(view: Digest.of([]), weight: $0) },
                sampleCount: count, order: rule)
            #expect(try recipe.slotCounts == integers("slots"), "\(vector)")
            let components = zip(
                try integers("sizes"), zip(try integers("seeds"), recipe.slotCounts)
            ).map { size, rest in
                MixtureDraws.Component(
                    sampleCount: size, order: .shuffled(seed: UInt64(rest.0)), slotCount: rest.1)
            }
            let order = EpochOrder(rule, epoch: epoch, sampleCount: count)
            let draws = MixtureDraws(of: components, epoch: epoch)
                .draws(at: order.positions(at: 0..<count))
            let expected = try #require(vector["draws"]?.array)
            #expect(
                draws.map { [$0.component, Int($0.pass), $0.place] }
                    == expected.map { $0.array?.compactMap(\.integer) }, "\(vector)")
        }
    }

    @Test(.enabled(if: Program.exists("python3"), "there is no python3"))
    func `the other implementation still computes the vectors`() throws {
        let files = ["order.py", "order.json"].map { Self.directory.appending(path: $0).path() }
        _ = try Program.run("python3", [files[0], "check", files[1]], input: [])
    }
}
