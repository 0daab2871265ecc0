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

/// Files that are no samples, counted by why they are not.
struct SkippedFiles: Equatable {
    /// The name begins with a dot.
    var hidden = 0
    /// A symbolic link, a device, a socket, a pipe.
    var special = 0
    /// The name has no extension, or characters that a key or a part must not have.
    var unnamed = 0

    var isEmpty: Bool { self == SkippedFiles() }

    /// `3 hidden, 1 without a usable name`.
    var text: String {
        [
            (hidden, "hidden"), (special, "links or special files"),
            (unnamed, "without a usable name"),
        ]
        .filter { $0.0 > 0 }
        .map { "\(Quantity.count(Int64($0.0))) \($0.1)" }
        .joined(separator: ", ")
    }
}

/// How many bytes are handed over at once: enough for a fast send, little to keep.
enum ImportPiece {
    static let byteCount = 256 * 1024
}
