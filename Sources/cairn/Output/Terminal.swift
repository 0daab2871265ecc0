import Glibc
import Posix

/// Standard output and standard error. The only place that writes to either.
enum Terminal {
    /// - Throws: ``Failure/outputClosed`` when nobody reads any more.
    static func write(_ text: String) throws(Failure) {
        do throws(Errno) {
            try write(Array(text.utf8), to: STDOUT_FILENO)
        } catch {
            throw error == .brokenPipe
                ? .outputClosed : .inputOutput(path: "standard output", error)
        }
    }

    /// Messages and progress. What cannot be said to standard error cannot be said at all.
    static func writeError(_ text: String) {
        try? write(Array(text.utf8), to: STDERR_FILENO)
    }

    /// Whether a person may be looking at standard error.
    static var isErrorInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    /// Columns of the terminal at standard error; 80 when it does not say.
    static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return 80
        }
        return Int(size.ws_col)
    }

    /// `text` with its control characters escaped.
    ///
    /// Names and messages come from other people: printed as they are, they could move the cursor
    /// or recolour the screen.
    static func safe(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isControl(scalar) {
                safe += "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars
            } else {
                safe.append(scalar)
            }
        }
        return String(safe)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: CInt) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try Errno.check {
                rest.withUnsafeBytes { buffer in  // unsafe: lent to write(2) for the call only
                    Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                }
            }
            rest = rest.dropFirst(count)
        }
    }
}
