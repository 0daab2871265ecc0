import Codecs
import HTTP

/// Talks to one server in JSON and turns every refusal into a ``Failure``.
final class Session {
    private let client: HTTPClient

    /// Larger than any page or problem of the server.
    static let documentBytes = 64 * 1024 * 1024

    init(_ client: HTTPClient) { self.client = client }

    func get(_ path: APIPath, answerTimeoutSeconds: Int? = nil) throws(Failure) -> JSON {
        try document(
            ClientRequest(.get, path.target, answerTimeoutSeconds: answerTimeoutSeconds))
    }

    /// A text that is no JSON.
    func text(_ path: APIPath, answerTimeoutSeconds: Int? = nil) throws(Failure) -> String {
        let response = try accepted(
            ClientRequest(.get, path.target, answerTimeoutSeconds: answerTimeoutSeconds))
        return String(decoding: try bytes(of: response), as: UTF8.self)
    }

    /// The server's host and port.
    var address: String { client.url.authority }

    func post(_ path: APIPath, _ body: JSON, condition: Field? = nil) throws(Failure) -> JSON {
        var request = request(.post, path, body)
        if let condition { request.fields.append(condition) }
        return try document(request)
    }

    func put(_ path: APIPath, _ body: JSON, condition: Field?) throws(Failure) -> JSON {
        var request = request(.put, path, body)
        if let condition { request.fields.append(condition) }
        return try document(request)
    }

    /// A request without content, and what the server says to it.
    func ask(_ method: Method, _ path: APIPath) throws(Failure) -> JSON {
        try document(ClientRequest(method, path.target))
    }

    func delete(_ path: APIPath) throws(Failure) {
        _ = try bytes(of: try accepted(ClientRequest(.delete, path.target)))
    }

    /// Sends a stream and reads the JSON that answers it.
    ///
    /// - Parameter answerTimeoutSeconds: patience after the last byte: the server makes everything
    ///   durable before it answers.
    func upload(
        _ path: APIPath, mediaType: String, byteCount: Int64?, answerTimeoutSeconds: Int,
        condition: Field? = nil,
        next: @escaping () throws -> [UInt8]?
    ) throws(Failure) -> JSON {
        try document(
            ClientRequest(
                .post, path.target,
                fields: [Field("Content-Type", mediaType)] + [condition].compactMap { $0 },
                body: .stream(byteCount: byteCount, next: next),
                answerTimeoutSeconds: answerTimeoutSeconds))
    }

    /// Begins to read bytes; ``next(of:)`` reads them.
    func download(_ path: APIPath) throws(Failure) -> ClientResponse {
        try accepted(ClientRequest(.get, path.target))
    }

    /// The next bytes of a download; nil at its end.
    func next(of response: ClientResponse) throws(Failure) -> [UInt8]? {
        do throws(ClientError) {
            return try response.next()
        } catch {
            throw Failure(error, url: client.url)
        }
    }

    private func request(_ method: Method, _ path: APIPath, _ body: JSON) -> ClientRequest {
        ClientRequest(
            method, path.target, fields: [Field("Content-Type", "application/json")],
            body: .bytes(body.bytes))
    }

    private func document(_ request: ClientRequest) throws(Failure) -> JSON {
        let response = try accepted(request)
        let bytes = try bytes(of: response)
        do throws(JSONError) {
            return try Session.read(bytes)
        } catch {
            throw .notUnderstood(reason: "not JSON (\(error.sentence))")
        }
    }

    // The answer, if it is not a refusal.
    private func accepted(_ request: ClientRequest) throws(Failure) -> ClientResponse {
        let response: ClientResponse
        do throws(ClientError) {
            response = try client.send(request)
        } catch {
            throw Failure(error, url: client.url)
        }
        if (200...299).contains(response.status.rawValue) { return response }
        let body = try? Session.read(try bytes(of: response))
        throw .refused(
            ServerProblem(
                status: response.status.rawValue, body: body,
                requestID: response.field("X-Request-Id")))
    }

    private func bytes(of response: ClientResponse) throws(Failure) -> [UInt8] {
        do throws(ClientError) {
            return try response.bytes(limitBytes: Session.documentBytes)
        } catch {
            throw Failure(error, url: client.url)
        }
    }

    private static func read(_ bytes: [UInt8]) throws(JSONError) -> JSON {
        try JSONReader.read(bytes, limits: JSONReader.Limits(byteCount: documentBytes))
    }
}
