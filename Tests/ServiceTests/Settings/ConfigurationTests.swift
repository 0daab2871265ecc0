import Testing

@testable import Service

struct ConfigurationTests {
    private func resolve(
        _ arguments: [String] = [], _ environment: [String: String] = [:], file: String? = nil
    ) throws(SettingsError) -> Configuration {
        try Configuration(arguments: arguments, environment: environment) { path in
            path == "cairnd.conf" ? file : nil
        }
    }

    @Test func `with nothing said every setting is its default`() throws {
        let configuration = try resolve()
        #expect(configuration.settings == Settings())
        #expect(configuration.sources.count == Settings.table.count)
        #expect(configuration.sources.values.allSatisfy { $0 == .builtIn })
    }

    @Test func `a flag wins over the environment, that over the file, that over the default`()
        throws
    {
        let file = "loops = 1\nworkers = 1\nconnections = 1\n"
        let configuration = try resolve(
            ["--config", "cairnd.conf", "--loops", "3"],
            ["CAIRN_LOOPS": "2", "CAIRN_WORKERS": "2", "PATH": "/bin"], file: file)
        #expect(configuration.settings.loops == 3)
        #expect(configuration.settings.workers == 2)
        #expect(configuration.settings.connections == 1)
        #expect(configuration.settings.workerQueue == Settings().workerQueue)
        #expect(configuration.sources["loops"] == .flag(name: "--loops"))
        #expect(configuration.sources["workers"] == .environment(name: "CAIRN_WORKERS"))
        #expect(configuration.sources["connections"] == .file(path: "cairnd.conf", line: 3))
        #expect(configuration.sources["worker-queue"] == .builtIn)
    }

    @Test func `values are read by their type`() throws {
        let settings = try resolve([
            "--data=/srv/a=b", "--listen", "[::1]:0", "--anonymous-read", "--log-level", "debug",
            "--segment-bytes", "2 MiB", "--drain-seconds", "0",
        ]).settings
        #expect(settings.data == "/srv/a=b")
        #expect(settings.listen == ListenAddress("[::1]:0"))
        #expect(settings.anonymousRead)
        #expect(settings.logLevel == "debug")
        #expect(settings.segmentBytes == 2 * 1024 * 1024)
        #expect(settings.drainSeconds == 0)
        #expect(try resolve(["--anonymous-read=false"]).settings.anonymousRead == false)
    }

    @Test func `the file may be named by the environment, and a flag names another`() throws {
        let named = try resolve([], ["CAIRN_CONFIG": "cairnd.conf"], file: "loops = 7")
        #expect(named.settings.loops == 7)
        #expect(throws: SettingsError.unreadableFile(path: "x", source: .flag(name: "--config"))) {
            try resolve(["--config=x"], ["CAIRN_CONFIG": "cairnd.conf"], file: "")
        }
    }

    @Test func `comments, blank lines and spaces around a line's parts are skipped`() throws {
        let file = "# loops = 1\r\n\n  data =\t a # b  \r\nloops=2"
        let settings = try resolve(["--config", "cairnd.conf"], file: file).settings
        #expect(settings.data == "a # b")
        #expect(settings.loops == 2)
    }

    @Test(arguments: ["CAIRN_URL", "CAIRN_TOKEN", "CAIRN_TEST_DATA"])
    func `variables of the client and of tests are left alone`(name: String) throws {
        #expect(try resolve([], [name: "x"]).settings == Settings())
    }

    static let refused:
        [(arguments: [String], environment: [String: String], error: SettingsError)] =
            [
                (
                    ["--lops", "1"], [:],
                    .unknownName(source: .flag(name: "--lops"), name: "--lops", nearest: "--loops")
                ),
                (
                    ["--zzzzzz=1"], [:],
                    .unknownName(source: .flag(name: "--zzzzzz"), name: "--zzzzzz", nearest: nil)
                ),
                (
                    [], ["CAIRN_WORKER": "1"],
                    .unknownName(
                        source: .environment(name: "CAIRN_WORKER"), name: "CAIRN_WORKER",
                        nearest: "CAIRN_WORKERS")
                ),
                (
                    ["--loops", "-1"], [:],
                    .invalidValue(
                        source: .flag(name: "--loops"), setting: "loops", value: "-1",
                        allowed: "a whole number from 0 to 256")
                ),
                // A value that a flag overrules is still wrong.
                (
                    ["--loops", "1"], ["CAIRN_LOOPS": "many"],
                    .invalidValue(
                        source: .environment(name: "CAIRN_LOOPS"), setting: "loops", value: "many",
                        allowed: "a whole number from 0 to 256")
                ),
                (
                    ["--loops"], [:],
                    .missingValue(
                        source: .flag(name: "--loops"), setting: "loops",
                        allowed: "a whole number from 0 to 256")
                ),
                (
                    ["--data", "--loops=1"], [:],
                    .missingValue(
                        source: .flag(name: "--data"), setting: "data", allowed: "a path")
                ),
                (
                    ["--config"], [:],
                    .missingValue(
                        source: .flag(name: "--config"), setting: "config", allowed: "a path")
                ),
                (
                    ["--loops=1", "--loops=1"], [:],
                    .repeated(source: .flag(name: "--loops"), setting: "loops")
                ),
                (
                    ["--config=a", "--config=a"], [:],
                    .repeated(source: .flag(name: "--config"), setting: "config")
                ),
                (["serve"], [:], .unexpectedArgument("serve")),
                (["--anonymous-read", "true"], [:], .unexpectedArgument("true")),
                (["--"], [:], .unexpectedArgument("--")),
            ]

    @Test(arguments: refused)
    func `what is not known or not allowed is an error`(
        arguments: [String], environment: [String: String], error: SettingsError
    ) {
        #expect(throws: error) { try resolve(arguments, environment) }
    }

    private static let secondLine = SettingSource.file(path: "cairnd.conf", line: 2)
    static let refusedLines: [(line: String, error: SettingsError)] = [
        ("lops = 1", .unknownName(source: secondLine, name: "lops", nearest: "loops")),
        ("CAIRN_LOOPS = 1", .unknownName(source: secondLine, name: "CAIRN_LOOPS", nearest: nil)),
        ("loops 1", .malformedLine(source: secondLine)),
        (
            "loops =",
            .missingValue(
                source: secondLine, setting: "loops", allowed: "a whole number from 0 to 256")
        ),
        ("data = other", .repeated(source: secondLine, setting: "data")),
        (
            "anonymous-read = yes",
            .invalidValue(
                source: secondLine, setting: "anonymous-read", value: "yes",
                allowed: "true or false")
        ),
    ]

    @Test(arguments: refusedLines)
    func `an error in the file names its line`(line: String, error: SettingsError) {
        #expect(throws: error) {
            try resolve(["--config=cairnd.conf"], file: "data = here\n\(line)\n")
        }
    }

    @Test func `a file is bounded`() {
        let file = String(repeating: "#\n", count: Configuration.fileLineLimit)
        let error = SettingsError.tooManyLines(
            path: "cairnd.conf", limit: Configuration.fileLineLimit)
        #expect(throws: error) { try resolve(["--config=cairnd.conf"], file: file) }
    }
}
