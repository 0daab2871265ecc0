internal import Glibc

/// What the programs of a data directory say to people and scripts, on standard output.
enum Output {
    /// One line, at once: a script may wait for it.
    static func line(_ text: String) {
        print(text)
        fflush(stdout)
    }
}
