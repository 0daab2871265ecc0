import Codecs
import Glibc
import Posix

/// A program that runs, with what it says going to two files.
final class Program: Sendable {
    /// What a program said, and how it ended.
    struct Ending: Sendable {
        /// The exit status; 128 and the signal's number for one that was killed.
        let status: Int32
        let output: [UInt8]
        let errors: String

        var text: String { String(decoding: output, as: UTF8.self) }
        /// The documents of the output, one a line.
        var documents: [JSON] {
            output.split(separator: UInt8(ascii: "\n")).map { line in
                let limits = JSONReader.Limits(byteCount: line.count)
                return (try? JSONReader.read(Array(line), limits: limits)) ?? .null
            }
        }
        var json: JSON { documents.first ?? .null }
        /// The whole output as one document.
        var document: JSON { (try? JSONReader.read(output)) ?? .null }
    }

    let process: pid_t
    private let name: String
    private let output: String
    private let errors: String

    /// Milliseconds between two looks at a process.
    private static let lookMilliseconds: CInt = 2

    /// - Parameters:
    ///   - path: of the program; without a slash it is looked for in PATH.
    ///   - directory: takes the program's output.
    init(
        _ path: String, _ arguments: [String], variables: [String: String] = [:],
        directory: TemporaryDirectory
    ) throws {
        var template = Array("\(directory.path)/output-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Errno.last }
        close(descriptor)
        output = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        errors = output + ".errors"
        name = String(path.split(separator: "/").last ?? "")
        process = try Program.start(
            path, arguments, variables: variables, output: output, errors: errors)
    }

    private static func start(
        _ path: String, _ arguments: [String], variables: [String: String], output: String,
        errors: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, file) in [(CInt(1), output), (2, errors)] {
            posix_spawn_file_actions_addopen(
                &actions, descriptor, file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        var environment = variables
        environment["PATH"] = environment["PATH"] ?? getenv("PATH").map { String(cString: $0) }
        let words = ([path] + arguments).map { strdup($0) } + [nil]
        let settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + settings { free(text) } }
        var process = pid_t()
        let code = posix_spawnp(&process, path, &actions, nil, words, settings)
        guard code == 0 else { throw StoryError.notStarted(program: path, code: code) }
        return process
    }

    func signal(_ number: CInt) { kill(process, number) }

    /// Waits until the program has ended; one that does not is killed.
    func end(withinSeconds seconds: Int) throws -> Ending {
        var status: CInt = 0
        let isOver = try Program.wait(seconds: seconds) {
            waitpid(process, &status, WNOHANG) == process ? true : nil
        }
        guard isOver == true else {
            signal(SIGKILL)
            waitpid(process, &status, 0)
            throw StoryError.tooLate(program: name)
        }
        let signal = status & 0x7F
        return Ending(
            status: signal == 0 ? status >> 8 & 0xFF : 128 + signal,
            output: try TemporaryDirectory.read(output),
            errors: String(decoding: try TemporaryDirectory.read(errors), as: UTF8.self))
    }

    /// Waits until the program has said something that `find` is content with.
    func output<Found>(withinSeconds seconds: Int, _ find: (String) -> Found?) throws -> Found {
        let found = try Program.wait(seconds: seconds) {
            find(String(decoding: try TemporaryDirectory.read(output), as: UTF8.self))
        }
        guard let found else { throw StoryError.tooLate(program: name) }
        return found
    }

    /// The same for what it has said about errors, which is its log.
    func errors<Found>(withinSeconds seconds: Int, _ find: (String) -> Found?) throws -> Found {
        let found = try Program.wait(seconds: seconds) {
            find(String(decoding: try TemporaryDirectory.read(errors), as: UTF8.self))
        }
        guard let found else { throw StoryError.tooLate(program: name) }
        return found
    }

    private static func wait<Found>(seconds: Int, _ look: () throws -> Found?) throws -> Found? {
        let deadline = Clock.monotonicNanoseconds + UInt64(seconds) * 1_000_000_000
        while true {
            if let found = try look() { return found }
            guard Clock.monotonicNanoseconds < deadline else { return nil }
            poll(nil, 0, lookMilliseconds)
        }
    }
}
