import Posix

/// Who is about to refer to blobs: commits and runs on their way in.
///
/// A blob may be condemned after somebody looked it up and before the reference to it is there.
/// So a hold keeps what is condemned while it lives, and a collection marks only after it ended.
package final class Intakes: Sendable {
    private struct State {
        /// When the newest collection began that condemns.
        var newest = 0
        var open: [Int: Int] = [:]
        var holdCount = 0
    }

    private let state = Monitor(State())

    /// Held from before the first blob is looked up until the reference to it is durable.
    func begin() -> IntakeHold {
        let number = state.change { state in
            state.holdCount += 1
            state.open[state.holdCount] = state.newest
            return state.holdCount
        }
        return IntakeHold(self, number: number)
    }

    /// Says that a collection condemns from now on, by a number above that of every earlier one.
    ///
    /// - Returns: what collections before this number have condemned is known to everybody who is
    ///   about to refer to it.
    func condemn(by number: Int) -> Int {
        state.change { state in
            state.newest = max(state.newest, number)
            return state.open.values.min() ?? state.newest
        }
    }

    fileprivate func end(_ number: Int) { state.change { $0.open[number] = nil } }
}

/// A reference to blobs is on its way for as long as this lives.
package final class IntakeHold: Sendable {
    private let intakes: Intakes
    private let number: Int

    fileprivate init(_ intakes: Intakes, number: Int) {
        self.intakes = intakes
        self.number = number
    }

    deinit { intakes.end(number) }
}
