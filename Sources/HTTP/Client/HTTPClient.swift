package import TLS

/// A blocking HTTP/1.1 client for programs: one server, one connection, one request at a time.
///
/// The connection is kept between requests and made anew when the server has closed it. Requests
/// that may be repeated are sent again when a connection breaks under them or when the server asks
/// for patience (503 or 429 with `Retry-After`), a bounded number of times.
package final class HTTPClient {
    package let url: ClientURL
    private let token: String?
    private let limits: ClientLimits
    private let tls: TLSContext?
    private let pause: (_ milliseconds: Int) -> Void
    private var connection: ClientConnection?

    /// - Parameters:
    ///   - token: sent as `Authorization: Bearer`; must satisfy ``admits(token:)``.
    ///   - tls: whom to trust; needed for a secure URL, and for no other.
    ///   - pause: waits between two attempts.
    package init(
        url: ClientURL, token: String? = nil, limits: ClientLimits = ClientLimits(),
        tls: TLSContext? = nil, pause: ((_ milliseconds: Int) -> Void)? = nil
    ) {
        precondition(token.map(HTTPClient.admits(token:)) ?? true, "a token is visible ASCII")
        precondition(url.isSecure == (tls != nil), "https needs a context, and http none")
        self.url = url
        self.tls = tls
        self.token = token
        self.limits = limits
        self.pause = pause ?? ClientSocket.pause(milliseconds:)
    }

    /// Whether a text can stand in an `Authorization` field: visible ASCII, not empty.
    package static func admits(token: String) -> Bool {
        !token.isEmpty && token.utf8.allSatisfy { 0x21...0x7E ~= $0 }
    }

    /// Sends a request and returns its answer when the head of it is there.
    ///
    /// Answers of every status are returned, refusals too. After an error the connection is gone;
    /// whether the server has served the request is then unknown.
    package func send(_ request: ClientRequest) throws(ClientError) -> ClientResponse {
        let attempts = request.isRepeatable ? max(1, limits.attempts) : 1
        for attempt in 1...attempts {
            let isLast = attempt == attempts
            do throws(ClientError) {
                let response = try exchange(request)
                guard !isLast, let seconds = patience(asked: response) else { return response }
                // Its body is of no interest, but the connection behind it is.
                _ = try? response.bytes(limitBytes: HTTPClient.refusalBytes)
                pause(seconds * 1000)
            } catch {
                connection = nil
                guard !isLast, error.isLostConnection else { throw error }
            }
        }
        preconditionFailure("the last attempt returns or throws")
    }

    private static let refusalBytes = 64 * 1024

    private func exchange(_ request: ClientRequest) throws(ClientError) -> ClientResponse {
        let connection = try readyConnection()
        connection.beginExchange()
        let exchange = ClientExchange(connection: connection, request: request)
        return try ClientResponse(
            try exchange.perform(head(of: request)), to: request.method, over: connection)
    }

    private func readyConnection() throws(ClientError) -> ClientConnection {
        if let connection, connection.isReusable { return connection }
        connection = nil
        let fresh = try ClientConnection(to: url, limits: limits, tls: tls)
        connection = fresh
        return fresh
    }

    private func patience(asked response: ClientResponse) -> Int? {
        guard response.status.rawValue == 503 || response.status.rawValue == 429,
            let seconds = response.field("Retry-After").flatMap({ Int($0) }),
            (0...limits.retryAfterSeconds).contains(seconds)
        else { return nil }
        return seconds
    }

    private func head(of request: ClientRequest) -> [UInt8] {
        var lines = [
            "\(request.method.rawValue) \(url.prefix)\(request.target) HTTP/1.1",
            "Host: \(url.authority)", "User-Agent: cairn",
        ]
        if let token { lines.append("Authorization: Bearer \(token)") }
        switch request.body {
        case .none:
            if request.method == .post || request.method == .put || request.method == .patch {
                lines.append("Content-Length: 0")
            }
        case .bytes(let bytes): lines.append("Content-Length: \(bytes.count)")
        case .stream(let byteCount?, _): lines.append("Content-Length: \(byteCount)")
        case .stream(nil, _): lines.append("Transfer-Encoding: chunked")
        }
        lines += request.fields.map { "\($0.name): \($0.value)" }
        // A line break in a target or a field would make two requests of one.
        precondition(
            lines.allSatisfy { line in line.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } },
            "targets are percent-encoded and fields are text")
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }
}
