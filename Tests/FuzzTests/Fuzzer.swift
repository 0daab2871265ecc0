import TestSupport

/// Runs one target on many inputs. The same seed gives the same inputs.
struct Fuzzer {
    /// What broke a law, or nothing did.
    struct Outcome {
        var runCount = 0
        /// Different answers of the code: how much of it was reached.
        var answerCount = 0
        var failure: (input: [UInt8], law: String)?
    }

    // Inputs that got new answers; a bound, since an answer may have a number in it.
    private static let poolLimit = 2000
    let target: FuzzTarget
    let seed: UInt64

    func run(count: Int) -> Outcome {
        var random = SeededGenerator(seed: seed)
        let mutation = Mutation(words: target.words.map { Array($0.utf8) })
        var pool = target.seeds + Fixtures.inputs(of: target.name)
        if pool.isEmpty { pool = [[]] }
        var answers: Set<String> = []
        var outcome = Outcome()
        for input in pool where outcome.failure == nil { _ = tryInput(input, &answers, &outcome) }
        while outcome.failure == nil, outcome.runCount < count {
            let input = pool.randomElement(using: &random) ?? []
            let other = pool.randomElement(using: &random) ?? []
            let next = target.mend(mutation.mutate(input, with: other, using: &random))
            if tryInput(next, &answers, &outcome), pool.count < Fuzzer.poolLimit {
                pool.append(next)
            }
        }
        outcome.answerCount = answers.count
        return outcome
    }

    /// Runs one input; true when its answer is new.
    private func tryInput(
        _ input: [UInt8], _ answers: inout Set<String>, _ outcome: inout Outcome
    ) -> Bool {
        outcome.runCount += 1
        do {
            return answers.insert(try target.run(input)).inserted
        } catch {
            let law = (error as? Finding)?.law ?? "an error that was not declared: \(error)"
            outcome.failure = (input, law)
            return false
        }
    }
}
