import Codecs

/// A refusal as the server words it (RFC 9457).
struct ServerProblem: Equatable {
    let status: Int
    let title: String
    let detail: String?
    let requestID: String?
    /// What the refusal says beyond that: members of its own.
    let members: JSONObject

    /// What a refusal says; its status alone where the body says nothing.
    ///
    /// - Parameter requestID: from the answer's fields, for a body that does not repeat it.
    init(status: Int, body: JSON?, requestID: String? = nil) {
        self.status = status
        title = body?[API.Problem.title]?.string ?? "HTTP status \(status)"
        detail = body?[API.Problem.detail]?.string
        self.requestID = body?[API.Problem.requestID]?.string ?? requestID
        var members = body?.object ?? JSONObject()
        for name in API.Problem.known { members[name] = nil }
        self.members = members
    }

    var exitCode: CInt {
        switch status {
        case 401, 403: 77
        case 408, 429, 502, 503, 504, 507: 75
        default: 1
        }
    }

    /// Title, detail, members, what to do, request id: one a line.
    var report: String {
        var lines = [Terminal.safe(title)]
        if let detail { lines.append("  " + Terminal.safe(detail)) }
        for member in members.members {
            lines += ServerProblem.lines(of: member)
        }
        if let next { lines.append("  next: " + next) }
        if let requestID { lines.append("  request: " + Terminal.safe(requestID)) }
        return lines.joined(separator: "\n")
    }

    /// Entries of a list that are shown; the others are counted.
    private static let entryLimit = 5

    private static func lines(of member: JSONObject.Member) -> [String] {
        let name = Terminal.safe(member.name)
        guard let entries = member.value.array, entries.contains(where: { $0.object != nil }) else {
            return ["  \(name): \(Terminal.safe(member.value.plain))"]
        }
        let shown = entries.prefix(entryLimit).map { entry in
            let line = entry[API.Problem.line]?.integer.map { "line \($0): " } ?? ""
            let what = entry[API.Problem.detail]?.string ?? entry[API.Sample.key]?.string
            return "  " + line + Terminal.safe(what ?? entry.plain)
        }
        let rest = entries.count - shown.count
        return shown + (rest > 0 ? ["  and \(rest) more in '\(name)'"] : [])
    }

    /// Whether what stands is a version or a branch, and no annotation.
    private var isAboutBranch: Bool {
        let current = members[API.Problem.current]
        return current?[API.Version.number] != nil || current?[API.Ref.version] != nil
    }

    private var next: String? {
        switch status {
        case 401:
            "give a token with \(ConnectionOptions.tokenVariable) or --token-file "
                + "(the server's first is in admin.token of its data directory)"
        case 403: "use a token with a wider scope: `cairn token create --scope write --name …`"
        case 404: "see what there is with `cairn ls`"
        case 409 where members[API.Problem.conflicts] != nil:
            "look at both with `cairn diff`; --prefer from or into settles them all"
        case 409: "see what there is with `cairn ls`, or choose another name"
        case 412 where isAboutBranch, 428 where isAboutBranch:
            "look at what is new with `cairn diff`, then give that version's number as --expect"
        case 412, 428:
            "read the current revision with `cairn labels show` and give it as --if-match"
        case 413: "send less at once, or let the operator raise the limit"
        case 408, 429, 502, 503, 504: "try again later"
        case 507 where members[API.Problem.quota] != nil:
            "see `cairn quota` and `cairn ls`; an admin raises it with --set"
        case 507: "let the operator free space on the server's disk"
        case 500: "report it to the operator with the request id"
        default: nil
        }
    }
}
