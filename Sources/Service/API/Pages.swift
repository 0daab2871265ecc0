import Codecs
import HTTP
import Records

/// A place in a listing: opaque to clients, the last key they have seen to us.
enum Cursor {
    /// Hexadecimal: safe in a URL, and nothing that a client would be tempted to make up.
    static func encode(_ key: String) -> String { Hexadecimal.encode(Array(key.utf8)) }

    static func decode(_ text: String) throws(CallError) -> String {
        guard let bytes = Hexadecimal.decode(Array(text.utf8)),
            let key = String(validating: bytes, as: UTF8.self), !key.isEmpty
        else { throw .cursor(text) }
        return key
    }
}

/// How much of a listing a client wants.
struct PageRequest {
    /// Most entries of a page.
    static let entryLimit = 1000
    /// Entries of a page when the client says nothing.
    static let standardEntryCount = 100

    let after: String?
    private let limit: Int
    /// Entries to look for: one more than the page has says whether there is a next one.
    var wantedCount: Int { limit + 1 }

    init(_ call: Call) throws {
        after = try call.request.query("cursor").map { text in try Cursor.decode(text) }
        limit =
            try call.queryInteger("limit", in: 1...PageRequest.entryLimit)
            ?? PageRequest.standardEntryCount
    }

    static let parameters: [Endpoint.Parameter] = [
        .query("cursor", .string, "Where the page begins: `next` of the page before."),
        .query(
            "limit", .integers(1...entryLimit),
            "Most entries of the page; \(standardEntryCount) when absent."),
    ]

    /// The answer for one page: entries under a name, `next`, and a `Link` to the next page.
    ///
    /// - Parameters:
    ///   - found: at most ``wantedCount`` entries.
    ///   - cursor: where the page after an entry begins.
    ///   - version: the version that the listing is of, where the path names one: the next page is
    ///     then of the same version, whatever is committed in between.
    ///   - pinnedPath: the same as a path that names what the listing is of for ever.
    ///   - pinned: query parameters with what they meant for this page, as with `version`.
    func answer<Entry>(
        _ name: String, _ found: [Entry], json: (Entry) -> JSON, cursor: (Entry) -> String,
        to call: Call, of version: Version? = nil, at pinnedPath: String? = nil,
        pinned: [(name: String, value: String)] = []
    ) throws -> Response {
        let entries = found.prefix(limit)
        let last = found.count > limit ? entries.last : nil
        let next = last.map { Cursor.encode(cursor($0)) }
        var object = JSONObject()
        object[name] = .array(entries.map(json))
        object["next"] = .optional(next)
        let fixedPath = pinnedPath ?? version.map { call.path(pinnedTo: $0.digest) }
        let path = fixedPath ?? call.request.path
        var response = Response.json(.object(object))
        if fixedPath != nil { response.fields.append(Field("Content-Location", path)) }
        if let next {
            let target = try path + "?" + query(of: call, pinned: pinned, cursor: next)
            response.fields.append(Field("Link", "<\(target)>; rel=\"next\""))
        }
        return response
    }

    /// The query of the next page: this one's with another cursor.
    private func query(
        of call: Call, pinned: [(name: String, value: String)], cursor: String
    ) throws -> String {
        let fresh = pinned + [(name: "cursor", value: cursor)]
        let kept = try call.request.queryNames
            .filter { name in !fresh.contains { $0.name == name } }
            .map { name in (name: name, value: try call.request.query(name) ?? "") }
        return (kept + fresh).map { name, value in
            "\(PercentEncoding.encode(name))=\(PercentEncoding.encode(value))"
        }.joined(separator: "&")
    }

    static func shape(_ name: String, _ entry: Shape) -> Shape {
        .object([
            .init(name, .array(entry)),
            .init("next", .nullable(.string), "The cursor of the next page; null on the last."),
        ])
    }
}
