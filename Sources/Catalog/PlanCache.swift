import Codecs
import Synchronization

/// The plans of the tars that were asked for last, within a number of bytes: who takes a tar in
/// several ranges pays for its plan once.
///
/// A plan never becomes wrong, since its name is the digest of all that it depends on. Where its
/// blobs stand is looked up anew by the store when they have been moved.
package final class PlanCache: Sendable {
    private struct Halves {
        var byteLimit: Int
        var young: [Digest: TarContent] = [:]
        var youngByteCount = 0
        /// What was young before; what nobody asks for again goes with it.
        var old: [Digest: TarContent] = [:]
    }

    private let halves: Mutex<Halves>

    package init(byteLimit: Int) { halves = Mutex(Halves(byteLimit: byteLimit)) }

    /// Changes how much is kept from now on.
    package func setLimit(_ byteLimit: Int) {
        halves.withLock { halves in
            halves.byteLimit = byteLimit
            halves.young = [:]
            halves.youngByteCount = 0
            halves.old = [:]
        }
    }

    /// Bytes that the plans take that are kept.
    var keptByteCount: Int {
        halves.withLock { halves in
            halves.youngByteCount + halves.old.values.reduce(0) { $0 + $1.memoryByteCount }
        }
    }

    /// The plan of a digest, made by `make` unless it is kept. Two who miss it at the same time
    /// make it twice, which is cheaper than making one wait for the other's disk.
    func content(of digest: Digest, _ make: () throws -> TarContent) rethrows -> TarContent {
        let found = halves.withLock { halves -> TarContent? in
            if let content = halves.young[digest] { return content }
            guard let content = halves.old.removeValue(forKey: digest) else { return nil }
            keep(content, of: digest, in: &halves)
            return content
        }
        if let found { return found }
        let content = try make()
        halves.withLock { keep(content, of: digest, in: &$0) }
        return content
    }

    /// The young half takes half of the limit; one plan that is larger is not kept.
    private func keep(_ content: TarContent, of digest: Digest, in halves: inout Halves) {
        let limit = halves.byteLimit / 2
        guard content.memoryByteCount <= limit, halves.young[digest] == nil else { return }
        if halves.youngByteCount + content.memoryByteCount > limit {
            halves.old = halves.young
            halves.young = [:]
            halves.youngByteCount = 0
        }
        halves.young[digest] = content
        halves.youngByteCount += content.memoryByteCount
    }
}
