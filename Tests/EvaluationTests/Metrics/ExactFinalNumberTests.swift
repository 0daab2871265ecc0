import Codecs
import Evaluation
import Records
import Testing

struct ExactFinalNumberTests {
    private static func judge(_ reference: String, _ prediction: String) throws -> Outcome {
        try metric("exact_final_number")
            .judge(reference: .text(reference), prediction: .text(prediction))
    }

    @Test(arguments: [
        ("#### 72", "So she has 72."), ("#### 72", "A: 72.0"), ("#### 72", "#### 72.00"),
        ("#### 72", "$72"), ("#### 72", "72%"), ("#### 72", "+72"), ("#### 72", "072"),
        ("#### 1,234", "1234"), ("#### 1234", "it costs $1,234.00."), ("#### 1000", "1e3"),
        ("#### -5", "A: -5"), ("#### -5", "−5"), ("#### -5", "-$5"), ("#### -5", "$-5"),
        ("#### 5", "10-5"), ("#### 5", "(10)-5"), ("#### 5", "10 - 5"), ("#### 0", "-0"),
        ("#### 0.5", ".5"), ("#### 0.05", "5e-2"), ("#### 200", "1,200, 200"),
        ("#### 34", "12,34"), ("#### 567", "1234,567"), ("#### 5678", "1,234,5678"),
        ("#### 3", "1.2.3"),
        ("#### 7", "x=7 apples"), ("#### 9007199254740993", "9007199254740993"),
        ("#### 1000000", "1,000,000"), ("#### 4", "4e"), ("#### 12", "**12**"),
        ("18", "A: 18\n"), ("#### 3", "on 1/2 of 3"),
    ])
    func `equal last numbers are right`(reference: String, prediction: String) throws {
        #expect(try ExactFinalNumberTests.judge(reference, prediction).isCorrect == true)
    }

    @Test(arguments: [
        ("#### 72", "73"), ("#### 72", "72 of 100"), ("#### 5", "-5"), ("#### 72", "72.01"),
        ("#### 9007199254740993", "9007199254740992"), ("#### 1234", "1,23"),
        ("#### 72", "720"), ("#### 0.1", "0.10000000000000000000000001"),
    ])
    func `other last numbers are wrong`(reference: String, prediction: String) throws {
        let outcome = try ExactFinalNumberTests.judge(reference, prediction)
        #expect(outcome.status == .scored)
        #expect(outcome.isCorrect == false)
    }

    @Test(arguments: [
        "", "no number", "A: 1/2", "#### ", "$", "-", ".", ",",
        String(repeating: "18", count: 501), "1e1001", "1e99999999999999999999",
    ])
    func `a text without a usable number is invalid and wrong`(text: String) throws {
        let outcome = try ExactFinalNumberTests.judge("#### 2", text)
        #expect(outcome.status == .invalid)
        #expect(outcome.isCorrect == false)
        #expect(outcome.reference == .integer(2))
    }

    @Test func `a reference without a number is ignored`() throws {
        #expect(try ExactFinalNumberTests.judge("none", "1") == .ignored)
    }

    @Test func `a number value is its own last number`() throws {
        let value = try #require(try JSONReader.read(Array("72.50".utf8)).number)
        let outcome = try metric("exact_final_number")
            .judge(reference: .text("#### 72.5"), prediction: .number(value))
        #expect(outcome.isCorrect == true)
    }

    @Test(arguments: [
        ("1,200", "1200"), ("-0.050", "-0.05"), ("12.5", "12.5"), ("-0", "0"), ("1e30", "1e30"),
        ("1e-30", "1e-30"), ("1e20", "100000000000000000000"), (".5", "0.5"), ("100.00", "100"),
    ])
    func `a number has one label`(text: String, label: String) throws {
        #expect(try ExactFinalNumberTests.judge(text, text).prediction == ClassLabel(label))
    }

    @Test func `published solutions are judged as published`() throws {
        let samples = try Fixture.json("gsm8k")["samples"]?.array ?? []
        #expect(samples.count == 8)
        for sample in samples {
            for solution in sample["solutions"]?.array ?? [] {
                let text = try #require(solution["text"]?.string)
                let outcome = try ExactFinalNumberTests.judge(
                    try #require(sample["answer"]?.string), text)
                #expect(outcome.isCorrect == solution["is_correct"]?.bool, "\(text)")
            }
        }
    }

    // Goal: agree with the published flags on all 1,319 problems. Skipped without the real data.
    @Test(
        .enabled(if: Fixture.hasRealData("gsm8k/test.jsonl"), "no real data here"),
        arguments: [
            ("6b_finetuning", 286), ("6b_verification", 515), ("175b_finetuning", 458),
            ("175b_verification", 742),
        ])
    func `all published solutions are judged as published`(model: String, correct: Int) throws {
        let answers = try Fixture.realLines("gsm8k/test.jsonl")
        let solutions = try Fixture.realLines("gsm8k/example_model_solutions.jsonl")
        let (score, outcomes) = try evaluate(
            answers.map { $0["answer"]?.string.map { .text($0) } },
            solutions.map { $0[model]?["solution"]?.string.map { .text($0) } },
            by: metric("exact_final_number"))
        #expect(score.n == 1_319)
        #expect(score.value == Double(correct) / 1_319)
        let published = solutions.map { $0[model]?["is_correct"]?.bool }
        let disagreements = (0..<outcomes.count).filter {
            outcomes[$0].isCorrect != published[$0]
        }
        #expect(disagreements == [])
        #expect(score.accounting.scored + score.accounting.invalid == 1_319)
    }
}

extension JSON {
    fileprivate var number: JSONNumber? {
        guard case .number(let number) = self else { return nil }
        return number
    }
}
