internal import ArgumentParser
internal import Glibc
internal import Logging
internal import Posix
internal import Service
internal import Telemetry

/// `cairnd serve`: runs until SIGTERM or SIGINT, and reads its settings again at SIGHUP.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a data directory.", discussion: Settings.helpText)

    @Argument(parsing: .captureForPassthrough, help: "Settings as flags.")
    var flags: [String] = []

    func run() throws {
        if ConfigurationFlags.askForHelp(flags) { throw CleanExit.helpRequest(self) }
        var settings = try ConfigurationFlags.resolve(flags).settings
        // Before any thread starts: all of them inherit it.
        let signals = SignalQueue(try Signals([.terminate, .interrupt, .hangup]))
        umask(0o077)
        ProcessLimits.returnLargeBlocks()
        let openFiles = try Failures.explaining {
            try ProcessLimits.forbidCoreDumps()
            return try ProcessLimits.raiseOpenFiles()
        }
        settings = settings.bounded(byOpenFiles: openFiles)
        let logger = ServeCommand.logger(level: settings.logLevel)
        let daemon = try Failures.explaining { try Daemon.start(settings, logger: logger) }
        logger.info(
            "ready",
            metadata: [
                "url": "\(daemon.url)", "data": "\(settings.data)", "openFiles": "\(openFiles)",
                "connections": "\(settings.connections)",
            ])
        Output.line("Cairn serves \(settings.data) on \(daemon.url)")
        if let token = daemon.firstToken {
            Output.line(
                "Admin token, shown once and kept in \(settings.data)/admin.token: \(token)")
        }
        var signal = try signals.next()
        while signal == .hangup {
            reload(daemon, openFiles: openFiles, logger)
            signal = try signals.next()
        }
        logger.info("stopping", metadata: ["signal": "\(signal)"])
        try signals.endAtNext()
        daemon.stop()
        logger.info("stopped")
    }

    /// Reads the settings again; when something is wrong with them, nothing changes.
    private func reload(_ daemon: Daemon, openFiles: Int, _ logger: Logger) {
        do {
            let settings = try ConfigurationFlags.read(flags).settings
                .bounded(byOpenFiles: openFiles)
            let pending = try daemon.reload(
                settings, logger: ServeCommand.logger(level: settings.logLevel))
            logger.notice(
                "settings were read again",
                metadata: ["needRestart": .array(pending.map { .string($0) })])
        } catch {
            logger.error(
                "settings are wrong and were not taken over", metadata: ["reason": "\(error)"])
        }
    }

    private static func logger(level: String) -> Logger {
        Logger(label: "cairnd") { label in
            JSONLineLogHandler(label: label, level: Logger.Level(rawValue: level) ?? .info)
        }
    }
}
