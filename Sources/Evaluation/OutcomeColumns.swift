/// The columns of ``Outcomes``, as they are stored: 17 bytes a sample.
struct OutcomeColumns: Sendable, Equatable {
    /// Bytes of one sample in all columns.
    static let sampleByteCount = 17
    /// Stands for no class.
    static let noClass = UInt32.max
    /// The bits that stand for no confidence: the quiet NaN.
    static let noConfidence: UInt64 = 0x7FF8_0000_0000_0000

    /// Bits 0–1: the status. Bits 2–3: 0 has no part in the value, 1 wrong, 2 right.
    var flags: [UInt8] = []
    /// Indices of classes.
    var references: [UInt32] = []
    /// Indices of classes.
    var predictions: [UInt32] = []
    /// Bits of doubles.
    var confidences: [UInt64] = []

    /// One sample in all columns.
    struct Row: Hashable {
        let flags: UInt8
        let reference: UInt32
        let prediction: UInt32
        let confidence: UInt64
    }

    func row(at position: Int) -> Row {
        Row(
            flags: flags[position], reference: references[position],
            prediction: predictions[position], confidence: confidences[position])
    }

    mutating func append(_ outcome: Outcome, reference: Int?, prediction: Int?) {
        let correctness: UInt8 =
            switch outcome.isCorrect {
            case nil: 0
            case false: 1
            case true: 2
            }
        flags.append(outcome.status.rawValue | correctness << 2)
        references.append(reference.map { UInt32($0) } ?? OutcomeColumns.noClass)
        predictions.append(prediction.map { UInt32($0) } ?? OutcomeColumns.noClass)
        confidences.append(outcome.confidence?.bitPattern ?? OutcomeColumns.noConfidence)
    }

    func status(at position: Int) -> Outcome.Status {
        guard let status = Outcome.Status(rawValue: flags[position] & 3) else {
            preconditionFailure("two bits are one of four statuses")
        }
        return status
    }

    func isCorrect(at position: Int) -> Bool? {
        let correctness = flags[position] >> 2
        return correctness == 0 ? nil : correctness == 2
    }

    func confidence(at position: Int) -> Double? {
        let bits = confidences[position]
        return bits == OutcomeColumns.noConfidence ? nil : Double(bitPattern: bits)
    }

    static func code(_ class: UInt32) -> Int? { `class` == noClass ? nil : Int(`class`) }

    /// Whether the columns at `position` can be those of an ``Outcome`` among `classCount` classes.
    func isValid(at position: Int, classCount: Int) -> Bool {
        guard flags[position] < 3 << 2,
            isClass(references[position], of: classCount),
            isClass(predictions[position], of: classCount)
        else { return false }
        let isReferenced = references[position] != OutcomeColumns.noClass
        let isPredicted = predictions[position] != OutcomeColumns.noClass
        let confidence = confidence(at: position)
        switch status(at: position) {
        case .scored:
            return isCorrect(at: position) != nil && isReferenced && isPredicted
                && (confidence.map { (0...1).contains($0) } ?? true)
        case .missing, .invalid:
            return isCorrect(at: position) != true && isReferenced && !isPredicted
                && confidence == nil
        case .ignored:
            return isCorrect(at: position) == nil && !isReferenced && !isPredicted
                && confidence == nil
        }
    }

    private func isClass(_ code: UInt32, of classCount: Int) -> Bool {
        code == OutcomeColumns.noClass || code < classCount
    }
}
