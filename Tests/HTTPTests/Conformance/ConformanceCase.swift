import Testing

@testable import HTTP

/// One exchange in raw bytes, and what must come of it.
///
/// Behind the bytes of every case goes a request that an attacker would like to hide. What becomes
/// of it tells how the server has understood the end of the first one.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    /// What becomes of the connection after the answer.
    enum End: Sendable {
        /// The next request is answered: framing was in no doubt.
        case goesOn
        /// The answer says so, and nothing behind it is parsed.
        case closes
    }

    /// The rule: a section of an RFC, or a class of attack.
    let rule: String
    let name: String
    let bytes: [UInt8]
    let status: Int
    let end: End
    /// What the answer's content must be, where that matters.
    let text: String?

    init(
        _ rule: String, _ name: String, _ bytes: String, _ status: Int, _ end: End = .goesOn,
        text: String? = nil
    ) {
        self.init(rule, name, Array(bytes.utf8), status, end, text: text)
    }

    init(
        _ rule: String, _ name: String, _ bytes: [UInt8], _ status: Int, _ end: End = .goesOn,
        text: String? = nil
    ) {
        self.rule = rule
        self.name = name
        self.bytes = bytes
        self.status = status
        self.end = end
        self.text = text
    }

    var testDescription: String { "\(rule): \(name)" }
    var method: String {
        String(decoding: bytes.drop { $0 == 13 || $0 == 10 }.prefix { $0 != 32 }, as: UTF8.self)
    }

    static let hidden = "GET /items/hidden HTTP/1.1\r\nHost: a\r\n\r\n"

    /// A request with the fields that 1.1 demands.
    static func request(
        _ method: String = "GET", _ target: String = "/items/1", _ fields: String = "",
        body: String = ""
    ) -> String {
        "\(method) \(target) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(body)"
    }

    /// A POST whose content comes back.
    static func post(_ fields: String, _ body: String = "") -> String {
        request("POST", "/echo", fields, body: body)
    }

    /// A POST in chunks whose content comes back.
    static func chunked(_ body: String) -> String {
        post("Transfer-Encoding: chunked\r\n", body)
    }

    /// Looks at everything that comes when the case has been sent on `client`.
    func check(_ client: RawClient) throws {
        let response = try client.response(to: method)
        #expect(response.status == status, "\(testDescription)")
        if let text { #expect(response.text == text, "\(testDescription)") }
        #expect(response["Date"] != nil, "\(testDescription)")
        switch end {
        case .goesOn:
            #expect(response["Connection"] != "close", "\(testDescription)")
            #expect(try client.response().text == "hidden", "\(testDescription)")
        case .closes:
            #expect(response["Connection"] == "close", "\(testDescription)")
            #expect(try client.readToEnd().isEmpty, "\(testDescription)")
        }
    }
}
