internal import Posix

/// What a connection still has to send, in order. Empty, it owns nothing.
struct Output {
    enum Item: Sendable {
        case bytes(ArraySlice<UInt8>)
        case file(FileRegion)
        case zeros(Int64)

        var byteCount: Int64 {
            switch self {
            case .bytes(let bytes): Int64(bytes.count)
            case .file(let region): region.byteCount
            case .zeros(let count): count
            }
        }

        /// What is left after the first `count` bytes have gone.
        func dropping(_ count: Int) -> Item {
            switch self {
            case .bytes(let bytes): .bytes(bytes.dropFirst(count))
            case .file(let region):
                .file(
                    FileRegion(
                        file: region.file, offset: region.offset + Int64(count),
                        byteCount: region.byteCount - Int64(count)))
            case .zeros(let zeros): .zeros(zeros - Int64(count))
            }
        }
    }

    private var items = FIFO<Item>()
    private(set) var byteCount: Int64 = 0

    var isEmpty: Bool { items.isEmpty }
    var first: Item? { items.first }
    var hasSeveralItems: Bool { items.count > 1 }

    mutating func append(_ item: Item) {
        guard item.byteCount > 0 else { return }
        items.append(item)
        byteCount += item.byteCount
    }

    /// Puts bytes in front: those that came before and did not fit.
    mutating func prepend(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else { return }
        items.prepend(.bytes(bytes))
        byteCount += Int64(bytes.count)
    }

    /// Forgets the first `count` bytes, all of the first item.
    mutating func removeFirst(_ count: Int) {
        guard count > 0, let item = items.removeFirst() else { return }
        byteCount -= Int64(count)
        let rest = item.dropping(count)
        if rest.byteCount > 0 { items.prepend(rest) }
    }

    mutating func removeAll() { self = Output() }
}
