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
}
