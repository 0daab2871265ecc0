internal import ArgumentParser
internal import Glibc
internal import Logging
internal import Posix
internal import Service
internal import Telemetry

/// `cairnd serve`: runs until SIGTERM or SIGINT.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a data directory.", discussion: Settings.helpText)

    @Argument(parsing: .captureForPassthrough, help: "Settings as flags.")
    var flags: [String] = []

    func run() throws {
        if ConfigurationFlags.askForHelp(flags) { throw CleanExit.helpRequest(self) }
        let settings = try ConfigurationFlags.resolve(flags).settings
        // Before any thread starts: all of them inherit it.
        let signals = try Signals([.terminate, .interrupt])
        umask(0o077)
        ProcessLimits.returnLargeBlocks()
        let openFiles = try Failures.explaining {
            try ProcessLimits.forbidCoreDumps()
            return try ProcessLimits.raiseOpenFiles()
        }
        let logger = ServeCommand.logger(level: settings.logLevel)
        let daemon = try Failures.explaining { try Daemon.start(settings, logger: logger) }
        logger.info(
            "ready",
            metadata: [
                "url": "\(daemon.url)", "data": "\(settings.data)", "openFiles": "\(openFiles)",
            ])
        Output.line("Cairn serves \(settings.data) on \(daemon.url)")
        if let token = daemon.firstToken {
            Output.line(
                "Admin token, shown once and kept in \(settings.data)/admin.token: \(token)")
        }
        let signal = try signals.next()
        logger.info("stopping", metadata: ["signal": "\(signal)"])
        daemon.stop()
        logger.info("stopped")
    }

    private static func logger(level: String) -> Logger {
        Logger(label: "cairnd") { label in
            JSONLineLogHandler(label: label, level: Logger.Level(rawValue: level) ?? .info)
        }
    }
}
