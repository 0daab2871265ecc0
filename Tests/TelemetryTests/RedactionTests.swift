import Testing

@testable import Telemetry

struct RedactionTests {
    @Test(arguments: ["authorization", "Proxy-Authorization", "token", "hfToken", "set-cookie"])
    func `a credential's name hides its value`(name: String) {
        #expect(Redaction.hides(name: name))
    }

    @Test(arguments: ["token-id", "tokens", "author", "bytes", ""])
    func `other names do not`(name: String) {
        #expect(!Redaction.hides(name: name))
    }

    @Test func `a value with a scheme of authentication is hidden under any name`() {
        #expect(Redaction.hides(value: "Bearer cairn_abc"))
        #expect(Redaction.hides(value: "basic dTpw"))
        #expect(!Redaction.hides(value: "bearing"))
    }
}
