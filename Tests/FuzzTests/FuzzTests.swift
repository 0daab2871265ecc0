import Testing

/// Fuzzing in `swift test` is short and the same every time; `scripts/fuzz` gives the same targets
/// to libFuzzer.
struct FuzzTests {
    private static let seed: UInt64 = 1

    @Test(.serialized, arguments: FuzzTarget.all)
    func `no input breaks a law`(_ target: FuzzTarget) {
        let outcome = Fuzzer(target: target, seed: Self.seed).run(count: 1000)
        if let (input, law) = outcome.failure {
            Issue.record("\(target.name), run \(outcome.runCount): \(law): \(input)")
        } else {
            #expect(outcome.answerCount > 1, "\(target.name): nothing but one answer was reached")
        }
    }

    /// Goal: the fuzzer finds faults. Method: code with one that no seed shows.
    @Test func `the canary is found`() {
        let outcome = Fuzzer(target: .canary, seed: Self.seed).run(count: 200_000)
        #expect(outcome.failure?.law == "the canary sings")
    }

    @Test func `the same seed makes the same inputs`() {
        let runs = (0..<2).map { _ in Fuzzer(target: .canary, seed: 7).run(count: 200_000) }
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

extension FuzzTarget: CustomTestStringConvertible {
    var testDescription: String { name }
}
