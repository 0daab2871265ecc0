import Codecs
import Glibc
import HTTP
import Testing

/// More connections than the process can open, and signals that do not wait.
struct OverloadStoryTests {
    /// The daemon needs some forty for itself.
    private static let openFiles = 64

    @Test func `without a descriptor left, connections are shed and the daemon goes on`() throws {
        let story = try Story("--workers", "1", "--loops", "1", openFiles: Self.openFiles)
        var statuses: [Int?] = []
        do {
            var connections = ConnectionList()
            for _ in 0..<2 * Self.openFiles {
                let connection = try Connection(to: story.url)
                statuses.append(connection.status(of: "/healthz"))
                connections.append(connection)
            }
        }
        #expect(statuses.contains(200))
        #expect(statuses.contains { $0 != 200 })
        #expect(Set(statuses).isSubset(of: [200, 503, nil]))
        // They are closed: there is room again.
        let isServed = try story.log { _ in
            (try? Connection(to: story.url).status(of: "/healthz")) == 200 ? true : nil
        }
        #expect(isServed)
        let ending = try story.stop()
        #expect(ending.status == 0)
        let refusals = Story.events(ending.errors).filter {
            $0["message"] == "connections are refused" && $0["limit"] == "open-files"
        }
        #expect(refusals.count == 1, "one line a minute and not one for each")
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a second signal does not wait for what is in flight`(signal: CInt) throws {
        let story = try Story("--drain-seconds", "600")
        let connection = try Connection(to: story.url)
        // Its body never comes: the daemon would wait for it.
        try connection.send(
            "POST /v1/datasets HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer \(try story.token)\r\nContent-Length: 10\r\n"
                + "Expect: 100-continue\r\n\r\n")
        #expect(connection.read()?.hasPrefix("HTTP/1.1 100 ") == true)
        story.signal(signal)
        _ = try story.log { events in events.first { $0["message"] == "stopping" } }
        #expect(try story.stop(by: signal).status == 128 + signal)
    }

    @Test func `what is in flight when a signal comes is finished, and nobody new is served`()
        throws
    {
        let story = try Story("--loops", "1")
        let connection = try Connection(to: story.url)
        let body = #"{"namespace": "team", "name": "late"}"#
        try connection.send(
            "POST /v1/datasets HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer \(try story.token)\r\n"
                + "Content-Length: \(body.utf8.count)\r\nExpect: 100-continue\r\n\r\n")
        #expect(connection.read()?.hasPrefix("HTTP/1.1 100 ") == true)
        let idle = try Connection(to: story.url)
        #expect(idle.status(of: "/healthz") == 200)
        story.signal(SIGTERM)
        // The loop drains once it has closed what is idle; by then nobody listens.
        #expect(idle.read() == nil)
        #expect(throws: (any Error).self) { _ = try Connection(to: story.url).status(of: "/") }
        try connection.send(body)
        let answer = connection.read() ?? ""
        #expect(answer.hasPrefix("HTTP/1.1 201 "))
        #expect(answer.lowercased().contains("\r\nconnection: close\r\n"))
        #expect(try story.stop().status != 128 + SIGKILL)
    }
}

/// Connections that stay open until the list goes away.
private struct ConnectionList: ~Copyable {
    private final class Node {
        let connection: Connection
        let next: Node?

        init(_ connection: consuming Connection, _ next: Node?) {
            self.connection = connection
            self.next = next
        }
    }
    private var last: Node?

    mutating func append(_ connection: consuming Connection) { last = Node(connection, last) }
}
