import Codecs
import Testing

@testable import HTTP

struct ProblemTests {
    @Test func `a problem names its request`() throws {
        let identity = RequestID(high: 0, low: 1)
        let problem = Problem(
            name: "gone", status: .gone, title: "T", detail: "D", members: JSONObject(),
            fields: [Field("Allow", "GET")])
        let response = problem.response(requestID: identity)
        #expect(response.status == .gone)
        #expect(response.mediaType == .problem)
        #expect(response.fields == problem.fields)
        guard case .bytes(let bytes) = response.body else {
            Issue.record("a problem has content")
            return
        }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "{\"type\":\"urn:cairn:problem:gone\",\"title\":\"T\",\"status\":410,"
                + "\"detail\":\"D\",\"requestID\":\"\(identity)\"}\n")
    }
}
