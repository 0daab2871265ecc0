import Codecs
import Synchronization

/// Values that were used last, by the digest of all that they depend on, within a number of bytes.
///
/// In two halves: what is asked for moves to the young one, and when that is full the old one goes.
final class RecentValues<Value: Sendable>: Sendable {
    private struct Halves {
        var byteLimit: Int
        var young: [Digest: (value: Value, byteCount: Int)] = [:]
        var youngByteCount = 0
        var old: [Digest: (value: Value, byteCount: Int)] = [:]
    }

    private let halves: Mutex<Halves>
    private let byteCount: @Sendable (Value) -> Int

    /// - Parameter byteCount: about how much memory a value takes.
    init(byteLimit: Int, byteCount: @escaping @Sendable (Value) -> Int) {
        halves = Mutex(Halves(byteLimit: byteLimit))
        self.byteCount = byteCount
    }

    /// Changes how much is kept from now on.
    func setLimit(_ byteLimit: Int) { halves.withLock { $0 = Halves(byteLimit: byteLimit) } }

    /// Bytes that the values take that are kept.
    var keptByteCount: Int {
        halves.withLock { halves in
            halves.youngByteCount + halves.old.values.reduce(0) { $0 + $1.byteCount }
        }
    }

    /// The value of a digest, made by `make` unless it is kept. Two who miss it at the same time
    /// make it twice, which is cheaper than making one wait for the other's disk.
    func value(of digest: Digest, _ make: () throws -> Value) rethrows -> Value {
        let found = halves.withLock { halves -> Value? in
            if let entry = halves.young[digest] { return entry.value }
            guard let entry = halves.old.removeValue(forKey: digest) else { return nil }
            RecentValues.keep(entry, of: digest, in: &halves)
            return entry.value
        }
        if let found { return found }
        let value = try make()
        let entry = (value: value, byteCount: byteCount(value))
        halves.withLock { RecentValues.keep(entry, of: digest, in: &$0) }
        return value
    }

    /// The young half takes half of the limit; one value that is larger is not kept.
    private static func keep(
        _ entry: (value: Value, byteCount: Int), of digest: Digest, in halves: inout Halves
    ) {
        let limit = halves.byteLimit / 2
        guard entry.byteCount <= limit, halves.young[digest] == nil else { return }
        if halves.youngByteCount + entry.byteCount > limit {
            halves.old = halves.young
            halves.young = [:]
            halves.youngByteCount = 0
        }
        halves.young[digest] = entry
        halves.youngByteCount += entry.byteCount
    }
}
