internal import Glibc

/// The only owner of one open descriptor.
///
/// Closed exactly once, when the value goes away. A `FileDescriptor` cannot be copied, so a double
/// close or a use after close does not compile.
package struct FileDescriptor: ~Copyable, Sendable {
    /// Valid for as long as the owner lives: lend it to a system call, never store it.
    package let rawValue: CInt

    package init(owning rawValue: CInt) {
        precondition(rawValue >= 0, "a failed open must throw before this point")
        self.rawValue = rawValue
    }

    deinit {
        // After close(2) fails, Linux has released the descriptor all the same: never retry.
        _ = Glibc.close(rawValue)
    }
}
