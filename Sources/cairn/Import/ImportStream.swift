/// Something that becomes one tar archive of samples, piece by piece.
protocol ImportStream: AnyObject {
    /// The bytes of the whole archive; nil when only reading it will tell.
    var byteCount: Int64? { get }
    /// How far it has come and has to go, in the unit that its source knows: bytes of the archive
    /// or bytes of the source.
    var doneBytes: Int64 { get }
    var totalBytes: Int64? { get }
    /// What was left out so far.
    var skipped: SkippedFiles { get }

    /// The next bytes of the archive, at least one; nil at its end.
    func next() throws(Failure) -> [UInt8]?
}

/// How many bytes are handed over at once: enough for a fast send, little to keep.
enum ImportPiece {
    static let byteCount = 256 * 1024
}
