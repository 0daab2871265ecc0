import ArgumentParser
import Codecs
import HTTP
import Posix

/// `cairn top`: what the server does, live.
struct TopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "Watch what the server does; q ends it.",
        discussion: """
            Rates and percentiles are of the time between two readings of /metrics. Without a \
            terminal it prints one line per reading, and with --json one document.
            """)

    static let intervalRange = 0.1...3600.0

    @Option(help: "Seconds between two readings.")
    var interval = 2.0

    @Option(help: "End after so many readings; without it, at q or Ctrl-C.")
    var count: Int?

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard TopCommand.intervalRange.contains(interval) else {
            throw ValidationError("--interval must be from 0.1 to 3600 seconds")
        }
        guard count.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--count must be at least 1")
        }
    }

    // A server that does not answer sooner is not watched but waited for.
    private static let answerTimeoutSeconds = 10

    func run() throws {
        var limits = ClientLimits()
        // Watching must not add to a server's load when it asks for patience.
        limits.attempts = 1
        let session = try connection.session(limits: limits)
        let pause = try TopPause()
        var last = try reading(session)
        let terminal = connection.json ? nil : TopTerminal()
        let hasTerminal = terminal != nil
        if let terminal {
            try terminal.show(["cairn top  the first numbers come in \(interval) s"])
        }
        var shownCount = 0
        while shownCount < count ?? .max {
            let deadline = last.nanoseconds + UInt64(interval * 1e9)
            guard pause.wait(untilNanoseconds: deadline, readsKeys: hasTerminal) else { return }
            let next = try reading(session)
            defer { last = next }
            let seconds = Double(next.nanoseconds - last.nanoseconds) / 1e9
            let wall = Double(Clock.wallNanoseconds) / 1e9
            // A server that was restarted begins anew.
            guard
                let frame = TopFrame(
                    from: last.scrape, to: next.scrape, seconds: seconds, now: wall)
            else { continue }
            shownCount += 1
            if connection.json {
                try Terminal.write(frame.json.text + "\n")
            } else if let terminal {
                let (columns, rows) = terminal.size
                try terminal.show(
                    TopScreen.text(frame, server: session.address, columns: columns, rows: rows))
            } else {
                try Terminal.write(TopScreen.line(frame) + "\n")
            }
        }
    }

    private func reading(_ session: Session) throws -> (scrape: Scrape, nanoseconds: UInt64) {
        let text = try session.text(
            API.telemetry, answerTimeoutSeconds: TopCommand.answerTimeoutSeconds)
        return (try Scrape(text), Clock.monotonicNanoseconds)
    }
}
