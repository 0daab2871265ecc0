package import Codecs
package import Records

/// How every sample of a run went by one metric, in columns, in the order of the samples.
///
/// Everything else is computed from these: scores of all samples or of slices, failures,
/// comparisons and leaderboards. ``encoded`` is what the service stores.
package struct Outcomes: Sendable, Equatable {
    /// The metric's ``Metric/signature``.
    package let signature: String
    /// Names the samples and their order, ``SampleOrder/digest(of:)``.
    package let order: Digest
    /// The classes and numbers that occur, in order; columns hold their indices.
    package let classes: [ClassLabel]

    let columns: OutcomeColumns

    /// Columns that are known to fit the classes.
    init(signature: String, order: Digest, classes: [ClassLabel], columns: OutcomeColumns) {
        self.signature = signature
        self.order = order
        self.classes = classes
        self.columns = columns
    }

    package init(signature: String, order: Digest, outcomes: [Outcome]) {
        var labels: Set<ClassLabel> = []
        for outcome in outcomes {
            if let reference = outcome.reference { labels.insert(reference) }
            if let prediction = outcome.prediction { labels.insert(prediction) }
        }
        let classes = labels.sorted()
        let codes = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
        var columns = OutcomeColumns()
        for outcome in outcomes {
            columns.append(
                outcome, reference: outcome.reference.flatMap { codes[$0] },
                prediction: outcome.prediction.flatMap { codes[$0] })
        }
        self.init(signature: signature, order: order, classes: classes, columns: columns)
    }

    /// Samples, of every status.
    package var count: Int { columns.flags.count }

    /// How the sample at a position went.
    package subscript(position: Int) -> Outcome {
        Outcome(
            status: columns.status(at: position), isCorrect: columns.isCorrect(at: position),
            reference: OutcomeColumns.code(columns.references[position]).map { classes[$0] },
            prediction: OutcomeColumns.code(columns.predictions[position]).map { classes[$0] },
            confidence: columns.confidence(at: position))
    }

    /// Whether the sample at a position is right; nil when it has no part in the value.
    package func isCorrect(at position: Int) -> Bool? { columns.isCorrect(at: position) }

    /// The accounting of the samples at `positions`.
    package func accounting(among positions: some Sequence<Int>) -> Accounting {
        var accounting = Accounting()
        for position in positions { accounting.add(columns.status(at: position)) }
        return accounting
    }
}
