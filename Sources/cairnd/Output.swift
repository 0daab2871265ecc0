internal import Glibc

/// What the programs of a data directory say to people and scripts.
enum Output {
    /// One line on standard output, at once: a script may wait for it.
    static func line(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// One line on standard error: what is not the result.
    static func note(_ text: String) { write(text, to: STDERR_FILENO) }

    // A reader that went away is not told: there is nobody to tell.
    private static func write(_ text: String, to descriptor: CInt) {
        var rest = Array("\(text)\n".utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
