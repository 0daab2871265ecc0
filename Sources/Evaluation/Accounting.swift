/// What became of every sample; the four parts always add up to all.
package struct Accounting: Sendable, Equatable {
    package private(set) var scored: Int
    package private(set) var missing: Int
    package private(set) var invalid: Int
    package private(set) var ignored: Int

    init(scored: Int = 0, missing: Int = 0, invalid: Int = 0, ignored: Int = 0) {
        self.scored = scored
        self.missing = missing
        self.invalid = invalid
        self.ignored = ignored
    }

    package var samples: Int { scored + missing + invalid + ignored }

    mutating func add(_ status: Outcome.Status) {
        switch status {
        case .scored: scored += 1
        case .missing: missing += 1
        case .invalid: invalid += 1
        case .ignored: ignored += 1
        }
    }
}
