internal import Posix
internal import Synchronization

/// A segment of this run. It lives as long as a batch that has room in it, or may be given some.
final class OpenSegment: Sendable {
    let number: Int64
    let file: File

    init(number: Int64, file: File) {
        self.number = number
        self.file = file
    }
}

/// Gives out room in the current segment, and makes a new segment when that is full.
///
/// A segment of an earlier run is never appended to: what follows its last durable record is
/// unknown. Each run begins its own with the first blob.
final class SegmentWriter: Sendable {
    private struct Sealed {
        weak var segment: OpenSegment?
    }

    private struct State {
        var current: OpenSegment?
        /// Earlier segments of this run, for as long as batches use them.
        var sealed: [Int64: Sealed] = [:]
        /// Where the next record goes in the current segment.
        var end: Int64 = 0
        var nextNumber: Int64
    }

    private let state: Mutex<State>
    private let directory: Directory
    private let medium: any Medium
    private let gate: SyncGate
    private let limitBytes: Int64

    init(
        directory: Directory, medium: any Medium, gate: SyncGate, limitBytes: Int64
    ) throws(Errno) {
        let numbers = try medium.names(in: directory).compactMap(StoreLayout.segmentNumber)
        state = Mutex(State(nextNumber: (numbers.max() ?? 0) + 1))
        self.directory = directory
        self.medium = medium
        self.gate = gate
        self.limitBytes = limitBytes
    }

    /// The segment that is written now; nil before the first blob of this run.
    var currentNumber: Int64? { state.withLock { $0.current?.number } }

    /// Whether the segment is written now, or a batch lives that has room in it.
    func isInUse(_ number: Int64) -> Bool {
        state.withLock { state in
            state.current?.number == number || state.sealed[number]?.segment != nil
        }
    }

    /// Room for `byteCount` bytes that nobody else is given. A batch that is abandoned leaves a
    /// hole there.
    func reserve(_ byteCount: Int64) throws(BlobError) -> (segment: OpenSegment, offset: Int64) {
        try state.withLock { state throws(BlobError) in
            if let current = state.current, state.end + byteCount <= limitBytes {
                let offset = state.end
                state.end += byteCount
                return (current, offset)
            }
            // The number is used up even when this fails: no second try on the same file.
            let number = state.nextNumber
            state.nextNumber += 1
            let segment = OpenSegment(number: number, file: try makeSegment(number))
            state.sealed = state.sealed.filter { $0.value.segment != nil }
            if let full = state.current { state.sealed[full.number] = Sealed(segment: full) }
            state.current = segment
            let offset = Int64(SegmentFormat.headerByteCount)
            state.end = offset + byteCount
            return (segment, offset)
        }
    }

    /// Makes the file and its name durable before any batch relies on them.
    private func makeSegment(_ number: Int64) throws(BlobError) -> File {
        let name = StoreLayout.segmentName(number)
        let file: File
        do {
            file = try medium.openFile(name, in: directory, access: .create)
            try medium.writeAll(SegmentFormat.segmentHeader(number: number), to: file, at: 0)
        } catch {
            throw BlobError(error)
        }
        try gate.syncShared { () throws(Errno) in
            try medium.sync(file)
            try medium.sync(directory)
        }
        return file
    }
}
