import Glibc
import Testing

/// Fuzzing in `swift test` is short and the same every time; `scripts/fuzz` makes it long.
struct FuzzTests {
    private static func variable(_ name: String) -> String? {
        getenv("CAIRN_FUZZ_" + name).map { String(cString: $0) }
    }

    private static let seed = variable("SEED").flatMap { UInt64($0) } ?? 1
    private static let end: Fuzzer.End =
        variable("SECONDS").flatMap { Int($0) }.map { .seconds($0) } ?? .runs(1000)

    private static let chosen = FuzzTarget.all.filter { target in
        (variable("TARGET") ?? target.name) == target.name
    }

    @Test(.serialized, arguments: chosen)
    func `no input breaks a law`(_ target: FuzzTarget) {
        let record = Self.variable("DIRECTORY").map { "\($0)/\(target.name)" }
        let outcome = Fuzzer(target: target, seed: Self.seed, record: record).run(until: Self.end)
        if let (input, law) = outcome.failure {
            Issue.record(
                "\(target.name), seed \(Self.seed), run \(outcome.runCount): \(law): \(input)")
        } else {
            // Without a record, the input is gone with the process; with one, it is not needed.
            if let record { unlink(record) }
            #expect(outcome.answerCount > 1, "\(target.name): nothing but one answer was reached")
        }
        if Self.variable("DIRECTORY") != nil {
            print("\(target.name): \(outcome.runCount) runs, \(outcome.answerCount) answers")
        }
    }

    /// Goal: the fuzzer finds faults. Method: code with one that no seed shows.
    @Test func `the canary is found`() {
        let outcome = Fuzzer(target: .canary, seed: Self.seed, record: nil)
            .run(until: .runs(200_000))
        #expect(outcome.failure?.law == "the canary sings")
    }

    @Test func `the same seed makes the same inputs`() {
        let runs = (0..<2).map { _ in
            Fuzzer(target: .canary, seed: 7, record: nil).run(until: .runs(200_000))
        }
        #expect(runs[0].runCount == runs[1].runCount)
        #expect(runs[0].failure?.input == runs[1].failure?.input)
    }

    @Test func `every target has a kept corpus`() {
        for target in FuzzTarget.all {
            let kept = target.seeds + Fixtures.inputs(of: target.name)
            #expect(kept.count >= 2, "\(target.name)")
        }
    }
}

extension FuzzTarget {
    /// Reads nested brackets, and forgets that there may be too many of them behind a certain word.
    static let canary = FuzzTarget(name: "canary", seeds: [Array("()".utf8)], words: ["sing"]) {
        bytes in
        var (depth, deepest) = (0, 0)
        for byte in bytes {
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            deepest = max(deepest, depth)
        }
        let sings = bytes.firstRange(of: Array("sing".utf8)) != nil
        try demand(!(sings && deepest >= 4), "the canary sings")
        return "depth \(deepest)"
    }
}
