import Codecs
import Testing

@testable import cairn

struct FailureTests {
    private func problem(_ status: Int, _ body: String? = nil) throws -> ServerProblem {
        ServerProblem(
            status: status, body: try body.map { try JSONReader.read(Array($0.utf8)) })
    }

    @Test func `a refusal says title, detail, what is its own, what to do and its request`() throws
    {
        let refused = Failure.refused(
            try problem(
                412,
                #"""
                {"type":"urn:x","title":"Revision has moved","status":412,
                "detail":"It is 5.","current":5,"requestID":"abc"}
                """#
            ))
        #expect(
            refused.report == """
                Revision has moved
                  It is 5.
                  current: 5
                  next: read the current revision with `cairn labels show` and give it as --if-match
                  request: abc
                """)
        #expect(refused.exitCode == 1)
    }

    @Test func `a refusal without a word is its status`() throws {
        #expect(try problem(418).report == "HTTP status 418")
        #expect(try problem(404, "[]").report.hasPrefix("HTTP status 404\n  next: "))
    }

    @Test func `a refusal cannot move the cursor`() throws {
        let report = try problem(400, #"{"title":"\u001b[2J","x":"\u001b[0m"}"#).report
        #expect(!report.contains("\u{1B}"))
    }

    @Test(arguments: [
        (400, Int32(1)), (404, 1), (409, 1), (413, 1), (500, 1), (401, 77), (403, 77), (408, 75),
        (429, 75), (502, 75), (503, 75), (504, 75), (507, 75),
    ])
    func `the exit code tells what a script can do about it`(status: Int, code: Int32) throws {
        #expect(Failure.refused(try problem(status)).exitCode == code)
    }

    @Test func `every other failure has the code of its kind`() {
        #expect(Failure.unreachable(url: "u", reason: "r").exitCode == 69)
        #expect(Failure.notUnderstood(reason: "r").exitCode == 76)
        #expect(Failure.corrupt(name: "n").exitCode == 76)
        #expect(Failure.usage("u").exitCode == 64)
        #expect(Failure.badInput(source: "s", reason: "r").exitCode == 65)
        #expect(Failure.noInput(path: "p").exitCode == 66)
        #expect(Failure.exists(path: "p").exitCode == 74)
    }
}
