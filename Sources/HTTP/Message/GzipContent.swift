internal import Codecs
internal import Synchronization

/// How far the content of a request may grow when its coding is taken away.
package struct ExpansionLimit: Sendable {
    /// The decoded content, in bytes: what the route allows of content as it is.
    package let byteCount: Int64
    /// How many times as large as what has arrived it may be.
    package let factor: Int

    /// Up to here a factor says nothing: a few lines of one label shrink a hundredfold.
    static let freeByteCount: Int64 = 1024 * 1024

    package init(byteCount: Int64, factor: Int) {
        self.byteCount = byteCount
        self.factor = factor
    }

    func check(decoded: Int64, arrived: Int64) throws(RequestError) {
        guard decoded <= byteCount else { throw .bodyTooLarge(limit: byteCount) }
        let (product, overflows) = arrived.multipliedReportingOverflow(by: Int64(factor))
        let grown = overflows ? .max : product
        guard decoded <= max(ExpansionLimit.freeByteCount, grown) else {
            throw .expansionTooLarge(factor: factor)
        }
    }
}

/// The content of a request that came in the coding gzip, decoded while it is pulled.
///
/// Each piece is decoded when the reader asks for it and handed over before the next one is: never
/// more than one is in memory, whatever the bytes say.
final class GzipContent: Sendable {
    private struct State: ~Copyable {
        var decoder = GzipDecoder()
        /// What has arrived and has not been decoded.
        var coded: ArraySlice<UInt8> = []
        var arrivedByteCount: Int64 = 0
        var decodedByteCount: Int64 = 0
        var failure: RequestError?

        mutating func take(_ piece: [UInt8]) {
            coded = piece[...]
            arrivedByteCount += Int64(piece.count)
        }

        /// The next piece; an empty one says that more must arrive.
        mutating func decode(_ limit: ExpansionLimit) throws(RequestError) -> [UInt8] {
            if let failure { throw failure }
            do throws(RequestError) {
                let piece = try decodePiece()
                decodedByteCount += Int64(piece.count)
                try limit.check(decoded: decodedByteCount, arrived: arrivedByteCount)
                return piece
            } catch {
                failure = error
                throw error
            }
        }

        private mutating func decodePiece() throws(RequestError) -> [UInt8] {
            do throws(GzipError) {
                return try decoder.decode(&coded, byteLimit: RequestBody.pieceByteCount)
            } catch {
                throw .malformedGzip
            }
        }

        mutating func finish() throws(RequestError) {
            do throws(GzipError) { try decoder.finish() } catch { throw .malformedGzip }
        }
    }

    private let body: RequestBody
    private let limit: ExpansionLimit
    private let state = Mutex(State())

    init(_ body: RequestBody, limit: ExpansionLimit) {
        self.body = body
        self.limit = limit
    }

    func next() async throws(RequestError) -> [UInt8]? {
        while true {
            let piece = try state.withLock { state throws(RequestError) in
                try state.decode(limit)
            }
            if !piece.isEmpty {
                // A small piece of input may hold many of output: others on the loop come between.
                await Task.yield()
                return piece
            }
            guard let coded = try await body.next() else {
                try state.withLock { state throws(RequestError) in try state.finish() }
                return nil
            }
            state.withLock { $0.take(coded) }
        }
    }
}
