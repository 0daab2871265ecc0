package import Codecs

/// What went wrong, for a client to read (RFC 9457).
package struct Problem: Error, Sendable {
    /// Stable: the last part of the type `urn:cairn:problem:NAME`.
    package var name: String
    package var status: Status
    /// One sentence for the kind of problem.
    package var title: String
    /// What is wrong with this request, and what to do.
    package var detail: String
    /// Further members of the object.
    package var members: JSONObject
    /// Fields that belong to the status: Retry-After, WWW-Authenticate, Allow.
    package var fields: [Field]

    package init(
        name: String, status: Status, title: String, detail: String,
        members: JSONObject = JSONObject(), fields: [Field] = []
    ) {
        self.name = name
        self.status = status
        self.title = title
        self.detail = detail
        self.members = members
        self.fields = fields
    }

    /// The answer, with the request's identity as the member `requestID`.
    package func response(requestID: RequestID) -> Response {
        var object = JSONObject()
        object["type"] = .string("urn:cairn:problem:" + name)
        object["title"] = .string(title)
        object["status"] = .number(status.rawValue)
        object["detail"] = .string(detail)
        object["requestID"] = .string(requestID.description)
        for member in members.members { object[member.name] = member.value }
        return .json(.object(object), status: status, mediaType: .problem, fields: fields)
    }
}
