import Codecs
import Glibc
import HTTP
import Posix
import Synchronization
import Testing

/// A daemon of its own in a directory of its own, and the client that talks to it.
///
/// Both are the programs that were built, found beside this test.
final class Story: Sendable {
    /// A debug build under load is slow; what takes longer will never end.
    static let patienceSeconds = 60

    let directory: TemporaryDirectory
    private let daemon: Mutex<(program: Program, url: String)?>

    /// - Parameter openFiles: how many files the daemon may open; as many as this test when nil.
    init(_ settings: String..., openFiles: Int? = nil) throws {
        directory = try TemporaryDirectory()
        daemon = Mutex(nil)
        try start(settings, openFiles: openFiles)
    }

    deinit {
        guard let daemon = daemon.withLock({ $0 }) else { return }
        daemon.program.signal(SIGKILL)
        _ = try? daemon.program.end(withinSeconds: Story.patienceSeconds)
    }

    var data: String { directory.path + "/data" }
    var url: String { daemon.withLock { $0?.url ?? "" } }
    var token: String {
        get throws {
            let text = String(
                decoding: try TemporaryDirectory.read(data + "/admin.token"), as: UTF8.self)
            return String(text.prefix { !$0.isNewline })
        }
    }

    // MARK: The daemon

    func start(_ settings: [String] = [], openFiles: Int? = nil) throws {
        let program = try serve(settings, openFiles: openFiles)
        let url = try program.output(withinSeconds: Story.patienceSeconds) { output -> String? in
            // The whole line, not what has been written of it.
            guard let line = output.split(separator: "\n").first, output.contains("\n") else {
                return nil
            }
            return line.split(separator: " ").last.map { String($0) }
        }
        daemon.withLock { $0 = (program, url) }
    }

    /// Starts a daemon on the story's data without waiting for it.
    func serve(_ settings: [String] = [], openFiles: Int? = nil) throws -> Program {
        let path = try Story.path(of: "cairnd")
        let arguments = ["serve", "--data", data, "--listen", "127.0.0.1:0"] + settings
        guard let openFiles else {
            return try Program(path, arguments, directory: directory)
        }
        return try Program(
            "sh", ["-c", "ulimit -n \(openFiles) && exec \"$0\" \"$@\"", path] + arguments,
            directory: directory)
    }

    /// Waits until the daemon has logged something that `find` is content with.
    func log<Found>(_ find: ([JSON]) -> Found?) throws -> Found {
        guard let daemon = daemon.withLock({ $0 }) else {
            throw StoryError.unexpected("no daemon runs")
        }
        return try daemon.program.errors(withinSeconds: Story.patienceSeconds) { text in
            find(Story.events(text))
        }
    }

    /// The lines of a log.
    static func events(_ text: String) -> [JSON] {
        text.split(separator: "\n").map { (try? JSONReader.read(Array($0.utf8))) ?? .null }
    }

    func signal(_ number: CInt) { daemon.withLock { $0 }?.program.signal(number) }

    /// Sends a signal and waits for the end.
    func stop(by number: CInt = SIGTERM) throws -> Program.Ending {
        guard let daemon = daemon.withLock({ $0 }) else {
            throw StoryError.unexpected("no daemon runs")
        }
        daemon.program.signal(number)
        let ending = try daemon.program.end(withinSeconds: Story.patienceSeconds)
        self.daemon.withLock { $0 = nil }
        return ending
    }

    /// `cairnd check` of the data, which no daemon may serve.
    func check() throws -> Program.Ending {
        try Program(
            Story.path(of: "cairnd"), ["check", "--data", data, "--json"], directory: directory
        ).end(withinSeconds: Story.patienceSeconds)
    }

    // MARK: The client

    /// Runs `cairn`.
    @discardableResult
    func cairn(_ arguments: String..., expecting status: Int32 = 0) throws -> Program.Ending {
        try cairn(arguments, expecting: status)
    }

    /// - Parameter variables: the environment; that of a holder of the admin's token when absent.
    @discardableResult
    func cairn(
        _ arguments: [String], expecting status: Int32 = 0, variables: [String: String]? = nil
    ) throws -> Program.Ending {
        let ending = try Program(
            Story.path(of: "cairn"), arguments,
            variables: try variables ?? ["CAIRN_URL": url, "CAIRN_TOKEN": token],
            directory: directory
        ).end(withinSeconds: Story.patienceSeconds)
        #expect(
            ending.status == status,
            "cairn \(arguments.joined(separator: " ")): \(ending.errors)")
        return ending
    }

    func tool(_ name: String, _ arguments: String...) throws -> Program.Ending {
        try Program(name, arguments, directory: directory)
            .end(withinSeconds: Story.patienceSeconds)
    }

    /// A request as any other program would send it.
    func ask(
        _ method: HTTP.Method, _ target: String, fields: [Field] = [], body: ClientBody = .none
    ) throws -> (status: Int, json: JSON) {
        var limits = ClientLimits()
        limits.attempts = 1
        let client = HTTPClient(url: try ClientURL(url), token: try token, limits: limits)
        let response = try client.send(
            ClientRequest(method, target, fields: fields, body: body))
        let bytes = try response.bytes(limitBytes: 16 * 1024 * 1024)
        let json = try? JSONReader.read(bytes, limits: .init(byteCount: bytes.count))
        return (response.status.rawValue, json ?? .null)
    }

    /// Whether a program of the system is there.
    static func hasTool(_ name: String) -> Bool {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
    }

    /// The programs lie in the directory of the test that runs.
    private static func path(of program: String) throws -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { throw Errno.last }
        let test = String(
            decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let slash = test.lastIndex(of: "/") else { throw StoryError.unexpected(test) }
        return "\(test[..<slash])/\(program)"
    }
}
