import Glibc
import TestSupport

/// Runs one target on many inputs. The same seed gives the same inputs.
struct Fuzzer {
    /// When to stop.
    enum End {
        case runs(Int)
        case seconds(Int)
    }

    /// What broke a law, or nothing did.
    struct Outcome {
        var runCount = 0
        /// Different answers of the code: how much of it was reached.
        var answerCount = 0
        var failure: (input: [UInt8], law: String)?
    }

    // Inputs that got new answers; a bound, since an answer may have a number in it.
    private static let poolLimit = 2000
    // Between two looks at the clock.
    private static let runsPerLook = 64

    let target: FuzzTarget
    let seed: UInt64
    /// Where each input is written before it runs, so that it survives a crash; nil for nowhere.
    let record: String?

    func run(until end: End) -> Outcome {
        var random = SeededGenerator(seed: seed)
        let mutation = Mutation(words: target.words.map { Array($0.utf8) })
        var pool = target.seeds + Fixtures.inputs(of: target.name)
        if pool.isEmpty { pool = [[]] }
        var answers: Set<String> = []
        var outcome = Outcome()
        let record = record.map { open($0, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600) } ?? -1
        defer { close(record) }
        for input in pool where outcome.failure == nil {
            _ = tryInput(input, record, &answers, &outcome)
        }
        let start = Fuzzer.seconds
        while outcome.failure == nil, !isOver(end, outcome.runCount, since: start) {
            let input = pool.randomElement(using: &random) ?? []
            let other = pool.randomElement(using: &random) ?? []
            let next = target.mend(mutation.mutate(input, with: other, using: &random))
            if tryInput(next, record, &answers, &outcome), pool.count < Fuzzer.poolLimit {
                pool.append(next)
            }
        }
        outcome.answerCount = answers.count
        return outcome
    }

    /// Runs one input; true when its answer is new.
    private func tryInput(
        _ input: [UInt8], _ record: CInt, _ answers: inout Set<String>, _ outcome: inout Outcome
    ) -> Bool {
        if record >= 0 {
            pwrite(record, input, input.count, 0)
            ftruncate(record, input.count)
        }
        outcome.runCount += 1
        do {
            return answers.insert(try target.run(input)).inserted
        } catch {
            let law = (error as? Finding)?.law ?? "an error that was not declared: \(error)"
            outcome.failure = (input, law)
            return false
        }
    }

    private func isOver(_ end: End, _ runCount: Int, since start: Int) -> Bool {
        switch end {
        case .runs(let count): runCount >= count
        case .seconds(let seconds):
            runCount.isMultiple(of: Fuzzer.runsPerLook) && Fuzzer.seconds - start >= seconds
        }
    }

    private static var seconds: Int {
        var moment = timespec()
        clock_gettime(CLOCK_MONOTONIC, &moment)
        return moment.tv_sec
    }
}
