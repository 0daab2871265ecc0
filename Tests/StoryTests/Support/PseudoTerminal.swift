import Glibc
import Posix

/// A terminal without a screen (pty(7)): programs find one at its path, tests are the person.
final class PseudoTerminal {
    let path: String
    private let person: FileDescriptor
    // Open for the whole test, so that the terminal goes on when a program has ended.
    private let program: FileDescriptor
    private(set) var seen = ""

    // TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)): macros that the importer cannot see.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430

    init(columns: UInt16, rows: UInt16) throws {
        person = FileDescriptor(
            owning: try Errno.check { open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC) })
        var (lock, number) = (CInt(0), CInt(0))
        guard ioctl(person.rawValue, PseudoTerminal.setLock, &lock) == 0,
            ioctl(person.rawValue, PseudoTerminal.getNumber, &number) == 0
        else { throw Errno.last }
        let path = "/dev/pts/\(number)"
        self.path = path
        program = FileDescriptor(
            owning: try Errno.check { open(path, O_RDWR | O_NOCTTY | O_CLOEXEC) })
        setSize(columns: columns, rows: rows)
    }

    func setSize(columns: UInt16, rows: UInt16) {
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(person.rawValue, UInt(TIOCSWINSZ), &size)
    }

    func press(_ keys: String) { write(person.rawValue, keys, keys.utf8.count) }

    /// Whether keys are shown and come a line at a time, as a shell wants them.
    var isUsual: Bool {
        var mode = termios()
        tcgetattr(program.rawValue, &mode)
        return mode.c_lflag & tcflag_t(ICANON) != 0 && mode.c_lflag & tcflag_t(ECHO) != 0
    }

    /// Reads until what was seen so far is as wanted.
    func look(withinSeconds seconds: Int, until isWanted: (String) -> Bool) throws {
        for _ in 0..<seconds * 10 where !isWanted(seen) {
            var request = pollfd(fd: person.rawValue, events: Int16(POLLIN), revents: 0)
            guard poll(&request, 1, 100) > 0 else { continue }
            var bytes = [UInt8](repeating: 0, count: 64 * 1024)
            let count = read(person.rawValue, &bytes, bytes.count)
            guard count > 0 else { throw Errno.last }
            seen += String(decoding: bytes.prefix(count), as: UTF8.self)
        }
        guard isWanted(seen) else { throw StoryError.unexpected(seen) }
    }

    /// The lines of the last whole screen: drawn from the top left corner, the rest erased.
    var screen: [String] {
        let screens = seen.split(separator: "\u{1B}[H").filter { $0.contains("\u{1B}[J") }
        guard let last = screens.last?.split(separator: "\u{1B}[J").first else { return [] }
        return last.split(separator: "\r\n", omittingEmptySubsequences: false).map {
            String($0.split(separator: "\u{1B}[K").first ?? "")
        }
    }
}
