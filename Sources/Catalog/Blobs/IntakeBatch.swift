import Blobs
import Codecs
import Posix
import SQL
import Synchronization

/// New blobs that become durable with one sync, and then visible with one transaction.
final class IntakeBatch: Sendable {
    /// Large enough to make the sync and the transaction cheap.
    private static let byteLimit: Int64 = 64 * 1024 * 1024
    private static let countLimit = 8192

    private struct State {
        let batch: any BlobBatch
        var locations: [Digest: BlobLocation] = [:]
        var byteCount: Int64 = 0
    }

    private let storage: Storage
    private let state: Mutex<State>

    init(_ storage: Storage) throws {
        self.storage = storage
        state = Mutex(State(batch: try storage.blobs.makeBatch()))
    }

    var isFull: Bool {
        state.withLock { state in
            state.byteCount >= IntakeBatch.byteLimit
                || state.locations.count >= IntakeBatch.countLimit
        }
    }

    var digests: Set<Digest> { state.withLock { Set($0.locations.keys) } }

    func add(_ bytes: [UInt8], digest: Digest, as kind: BlobKind) throws {
        try state.withLock { state in
            guard state.locations[digest] == nil else { return }
            state.locations[digest] = try state.batch.add(bytes, digest: digest, as: kind)
            state.byteCount += Int64(bytes.count)
        }
    }

    /// Lets go of the memory that the blobs take.
    func writeOut() throws { try state.withLock { try $0.batch.writeOut() } }

    func commit() throws -> AddedBlobs {
        try state.withLock { state in
            // In the order of digests: the index is a tree in that order.
            let blobs = state.locations.map { (digest: $0.key, location: $0.value) }
                .sorted { $0.digest < $1.digest }
            return AddedBlobs(
                count: try storage.record(blobs, of: state.batch), byteCount: state.byteCount)
        }
    }
}

/// Blobs that were not there before.
struct AddedBlobs: Sendable {
    let count: Int
    let byteCount: Int64
}

/// A batch on its way to the disk, on a thread of its own.
///
/// When nobody waits for it, it becomes durable all the same: the hold lasts until then.
final class SyncingBatch: Sendable {
    private let result: Monitor<Result<AddedBlobs, any Error>?>
    /// Those of the batch, which is locked while it syncs.
    private let digests: Set<Digest>

    init(_ batch: IntakeBatch, _ hold: IntakeHold) {
        let result = Monitor<Result<AddedBlobs, any Error>?>(nil)
        (self.result, digests) = (result, batch.digests)
        let commit: @Sendable () -> Void = {
            let added = Result { try batch.commit() }
            result.change { $0 = added }
            withExtendedLifetime(hold) {}
        }
        // Without another thread this one waits.
        if (try? NativeThread.start(name: "intake", commit)) == nil { commit() }
    }

    func contains(_ digest: Digest) -> Bool { digests.contains(digest) }

    /// Returns when its blobs are durable and visible.
    func wait() throws -> AddedBlobs { try result.await { $0 }.get() }
}
