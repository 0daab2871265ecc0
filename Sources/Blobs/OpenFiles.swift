internal import Codecs
internal import Posix
internal import Synchronization

/// Files that are kept open for reading, the least used one closed first.
final class OpenFiles: Sendable {
    enum Key: Hashable, Sendable {
        case segment(Int64)
        case blob(Digest)
    }

    private struct State {
        var files: [Key: (file: File, lastUse: Int)] = [:]
        var useCount = 0
        /// Counts what was forgotten, so that an opening that began before does not come back.
        var forgottenCount = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// The file if it is open already.
    func openFile(for key: Key) -> File? {
        state.withLock { state in
            state.useCount += 1
            state.files[key]?.lastUse = state.useCount
            return state.files[key]?.file
        }
    }

    func file(
        for key: Key, open: () throws(BlobError) -> File
    ) throws(BlobError) -> File {
        let (known, forgottenCount) = state.withLock { state -> (File?, Int) in
            state.useCount += 1
            state.files[key]?.lastUse = state.useCount
            return (state.files[key]?.file, state.forgottenCount)
        }
        if let known { return known }
        let file = try open()
        state.withLock { state in
            if state.forgottenCount != forgottenCount { return }
            if state.files.count >= limit,
                let oldest = state.files.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.files[oldest.key] = nil
            }
            state.files[key] = (file, state.useCount)
        }
        return file
    }

    /// Closes the file once its present readers are done: the name means another file now.
    func forget(_ key: Key) {
        state.withLock { state in
            state.files[key] = nil
            state.forgottenCount += 1
        }
    }
}
