import Codecs
import HTTP
import Records
import Service
import Testing

/// A request that is refused, and how.
struct Scenario: Sendable {
    let name: String
    let kind: ProblemKind
    let status: Int
    let method: HTTP.Method
    let target: String
    let scope: Scope?
    let content: Content?
    let fields: [Field]
    /// The place of the mistake in a JSON body (RFC 6901).
    let pointer: String?
    /// What the answer says among other things.
    let says: [String]

    init(
        _ name: String, _ kind: ProblemKind, _ method: HTTP.Method, _ target: String,
        as scope: Scope? = .write, _ content: Content? = nil, fields: [Field] = [],
        status: Int? = nil, pointer: String? = nil, says: [String] = []
    ) {
        self.name = name
        self.kind = kind
        self.status = status ?? kind.status.rawValue
        self.method = method
        self.target = target
        self.scope = scope
        self.content = content
        self.fields = fields
        self.pointer = pointer
        self.says = says
    }

    /// Sends the request: the refusal is as promised, and nothing that a client can see changed.
    func check(on daemon: TestDaemon) throws {
        let before = try daemon.everything()
        let reply = try daemon.send(method, target, as: scope, content, fields: fields)
        let story = Comment(rawValue: "\(name): \(reply.status) \(reply.text)")
        #expect(reply.status == status, story)
        #expect(reply.field("Content-Type") == "application/problem+json", story)
        #expect(reply.problem == kind.rawValue, story)
        #expect(reply.json["status"]?.integer == status, story)
        #expect(reply.json["title"]?.string == kind.title, story)
        #expect(reply.json["detail"]?.string?.isEmpty == false, story)
        #expect(reply.json["requestID"]?.string == reply.field("X-Request-ID"), story)
        if let pointer { #expect(reply.json["pointer"]?.string == pointer, story) }
        for text in says { #expect(reply.text.contains(text), story) }
        #expect(try daemon.everything() == before, "\(name): stored something")
    }

    static func check(_ scenarios: [Scenario], on daemon: TestDaemon) throws {
        for scenario in scenarios { try scenario.check(on: daemon) }
    }
}
