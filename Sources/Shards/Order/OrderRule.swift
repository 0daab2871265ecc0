package import Codecs

/// How the samples of each epoch are ordered.
package enum OrderRule: Sendable, Hashable {
    /// By position, the same in every epoch.
    case sequential
    /// Any sample may come anywhere.
    case shuffled(seed: UInt64)
    /// For data that is read from far away: blocks of neighbours are shuffled, then the samples
    /// inside each window of so many blocks.
    case windowed(seed: UInt64, blockLength: Int, blocksPerWindow: Int)

    /// Seeds are numbers that JSON keeps exactly everywhere.
    package static let seedLimit = 1 << 53
    /// Samples of a block.
    package static let blockLengthLimit = 1 << 20
    package static let blocksPerWindowLimit = 1 << 20

    /// Equal for equal orders: part of what names a stream.
    package var json: JSON {
        switch self {
        case .sequential: ["rule": "sequential"]
        case .shuffled(let seed): ["rule": "shuffled", "seed": .number(seed)]
        case .windowed(let seed, let blockLength, let blocksPerWindow):
            [
                "rule": "windowed", "seed": .number(seed),
                "blockLength": .number(blockLength), "blocksPerWindow": .number(blocksPerWindow),
            ]
        }
    }

    /// The rule whose ``json`` this is; nil for anything else.
    package init?(_ json: JSON) {
        let seed = json["seed"]?.integer.flatMap { UInt64(exactly: $0) }
        switch (json["rule"]?.string, seed) {
        case ("sequential", nil): self = .sequential
        case ("shuffled", let seed?): self = .shuffled(seed: seed)
        case ("windowed", let seed?):
            guard let block = json["blockLength"]?.integer,
                let window = json["blocksPerWindow"]?.integer,
                (1...OrderRule.blockLengthLimit).contains(block),
                (1...OrderRule.blocksPerWindowLimit).contains(window)
            else { return nil }
            self = .windowed(seed: seed, blockLength: block, blocksPerWindow: window)
        default: return nil
        }
    }
}
