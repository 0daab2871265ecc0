import Testing

@testable import HTTP

/// All tables against one server, which no case may harm.
struct ConformanceTests {
    static let all =
        RequestLineCases.all + FieldCases.all + HostCases.all + TargetCases.all + LengthCases.all
        + CodingCases.all + ChunkCases.all + TrailerCases.all + MethodCases.all
        + ConnectionCases.all + ExpectationCases.all + ConditionCases.all + RangeCases.all
        + LimitCases.all + DifferenceCases.all

    @Test func `every case is answered as its rule says`() throws {
        let server = try TestServer(loopCount: 2)
        for test in Self.all {
            do {
                let client = try server.client()
                try client.send(test.bytes + Array(ConformanceCase.hidden.utf8))
                try test.check(client)
            } catch {
                Issue.record("\(test.testDescription): \(error)")
            }
        }
        #expect(try server.exchange(ConformanceCase.hidden).text == "hidden")
    }

    @Test func `every case is answered alike in whatever pieces it arrives`() throws {
        let server = try TestServer(loopCount: 1)
        var random = Seeded(seed: 9112)
        for test in Self.all {
            let bytes = test.bytes + Array(ConformanceCase.hidden.utf8)
            let cuts = (0..<3).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
            let client = try server.client()
            do {
                for (start, end) in zip([0] + cuts, cuts + [bytes.count]) {
                    try client.send(Array(bytes[start..<end]))
                }
                try test.check(client)
            } catch {
                Issue.record("\(test.testDescription), cut at \(cuts): \(error)")
            }
        }
    }

    @Test func `the tables have hundreds of cases and none twice`() {
        let names = Self.all.map(\.testDescription)
        #expect(names.count > 400)
        #expect(Set(names).count == names.count)
        for test in Self.all {
            #expect(test.rule.contains("§") || test.rule.hasPrefix("class "), "\(test.name)")
        }
    }
}
