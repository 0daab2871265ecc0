import Codecs
import Glibc
import HTTP
import Testing

/// SIGHUP: the daemon that runs takes over what has changed.
struct ReloadStoryTests {
    private static let dataset = [Field("Content-Type", "application/json")]

    /// A daemon with a configuration file that a test changes.
    private struct Configured {
        let story: Story
        private let files: TemporaryDirectory
        private let path: String

        init(_ lines: String) throws {
            files = try TemporaryDirectory()
            path = try files.write(Array(lines.utf8), to: "cairnd.conf")
            story = try Story("--config", path)
        }

        /// Sends SIGHUP and waits for the line about it.
        func reload(_ lines: String) throws -> JSON {
            let count = try story.log { events in Configured.outcomes(events).count }
            _ = try files.write(Array(lines.utf8), to: "cairnd.conf")
            story.signal(SIGHUP)
            return try story.log { events in
                let outcomes = Configured.outcomes(events)
                return outcomes.count > count ? outcomes.last : nil
            }
        }

        private static func outcomes(_ events: [JSON]) -> [JSON] {
            events.filter { event in
                event["message"]?.string?.hasPrefix("settings ") == true
            }
        }
    }

    private func isOpen(_ story: Story) throws -> Bool {
        try Connection(to: story.url).status(of: "/v1/datasets") == 200
    }

    @Test func `a changed file is taken over, and open connections stay`() throws {
        let configured = try Configured("anonymous-read = false\n")
        let open = try Connection(to: configured.story.url)
        #expect(open.status(of: "/v1/datasets") == 401)
        let outcome = try configured.reload("anonymous-read = true\ntarget-limit-bytes = 256\n")
        #expect(outcome["message"] == "settings were read again")
        #expect(outcome["needRestart"] == [])
        #expect(open.status(of: "/v1/datasets") == 200)
        #expect(open.status(of: "/" + String(repeating: "a", count: 300)) == 414)
    }

    @Test func `what needs a restart is named, and named again`() throws {
        let configured = try Configured("")
        for _ in 0..<2 {
            let outcome = try configured.reload("segment-bytes = 2 MiB\nloops = 3\n")
            #expect(outcome["needRestart"] == ["loops", "segment-bytes"])
        }
        #expect(try configured.reload("")["needRestart"] == [])
    }

    @Test(arguments: [
        ("anonymous-read = true\nlimit = 3\n", "there is no setting"),
        ("anonymous-read = true\ntarget-limit-bytes = 32 KiB\n", "must be less than"),
    ])
    func `a wrong file changes nothing and says why`(lines: String, reason: String) throws {
        let configured = try Configured("anonymous-read = false\n")
        let outcome = try configured.reload(lines)
        #expect(outcome["message"] == "settings are wrong and were not taken over")
        #expect(outcome["reason"]?.string?.contains(reason) == true)
        #expect(try !isOpen(configured.story))
        #expect(try configured.reload("anonymous-read = true\n")["needRestart"] == [])
        #expect(try isOpen(configured.story))
    }

    @Test func `a request in flight ends as it began`() throws {
        let configured = try Configured("")
        let story = configured.story
        let open = try Connection(to: story.url)
        let body = #"{"namespace": "team", "name": "late"}"#
        try open.send(
            "POST /v1/datasets HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer \(try story.token)\r\n"
                + "Content-Length: \(body.utf8.count)\r\nExpect: 100-continue\r\n\r\n")
        #expect(open.read()?.hasPrefix("HTTP/1.1 100 ") == true)
        _ = try configured.reload("json-limit-bytes = 1 KiB\nhead-limit-bytes = 9 KiB\n")
        try open.send(body)
        #expect(open.read()?.hasPrefix("HTTP/1.1 201 ") == true)
    }
}
