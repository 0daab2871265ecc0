import ArgumentParser
import Codecs
import Records

/// `LABELSET` or `LABELSET@SEQUENCE`: a labelset as it was after a change.
struct LabelsetReference: ExpressibleByArgument, Equatable {
    let name: String
    /// nil for now.
    let asOf: Int?

    init?(argument: String) {
        let halves = argument.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard LabelsetName.admits(String(halves[0])) else { return nil }
        name = String(halves[0])
        guard halves.count == 2 else {
            asOf = nil
            return
        }
        guard let sequence = Int(halves[1]), sequence >= 0 else { return nil }
        asOf = sequence
    }
}

extension LabelsetReference {
    /// As requests about benchmarks and runs name a labelset.
    var json: JSON {
        var object = JSONObject()
        object[API.Benchmark.labelset] = .string(name)
        object[API.Benchmark.asOf] = asOf.map { .number($0) }
        return .object(object)
    }
}
