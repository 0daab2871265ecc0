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
