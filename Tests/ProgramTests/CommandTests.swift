import Codecs
import Testing

@testable import cairn

/// Whole commands against a server whose answers are known.
struct CommandTests {
    private typealias Answer = CannedServer.Answer

    private func run(_ arguments: [String], at server: CannedServer) throws {
        try Cairn.run(arguments + ["--url", server.url, "--json"])
    }

    @Test(arguments: [(401, Int32(77)), (403, 77), (409, 1), (503, 75)])
    func `a refusal ends a command with the code of its kind`(status: Int, code: Int32) throws {
        let server = try CannedServer([
            "GET /v1/datasets?limit=100": Answer(status: status, body: #"{"title":"No"}"#)
        ])
        #expect { try run(["ls"], at: server) } throws: { error in
            guard let failure = error as? Failure else { return false }
            return failure.exitCode == code && failure.report.hasPrefix("No\n")
                && failure.report.hasSuffix("request: id-1")
        }
        _ = server.finish()
    }

    @Test func `an answer that is not JSON is not understood`() throws {
        let server = try CannedServer(["GET /v1/tokens": Answer(body: "<html>")])
        #expect { try run(["token", "ls"], at: server) } throws: {
            ($0 as? Failure)?.exitCode == 76
        }
        _ = server.finish()
    }

    @Test func `an import makes the dataset that is missing and sends one archive`() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.txt", "hello")
        let server = try CannedServer([
            "POST /v1/datasets/x/y/commits?split=train&create=true&message=first": Answer(
                status: 201, body: #"{"version":{"number":1},"added":1}"#)
        ])
        try run(
            ["import", folder.path, "x/y", "--split", "train", "--message", "first"], at: server)
        let requests = server.finish()
        #expect(requests.count == 1)
        #expect(requests[0].contains("Content-Type: application/x-tar\r\n"))
        #expect(requests[0].contains("Content-Length: 2048\r\n"))
        #expect(requests[0].contains("\r\n\r\na.txt\0"))
    }

    @Test func `labels from a field are read page by page, samples without it counted`() throws {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let pinned = "/v1/datasets/x/y/versions/sha256%3A" + digest.dropFirst(7)
        let server = try CannedServer([
            "GET \(pinned)/samples?limit=1000": Answer(
                body: #"{"samples":[{"key":"a","fields":{"cls":3}}],"next":"c"}"#),
            "GET \(pinned)/samples?cursor=c&limit=1000": Answer(
                body: #"{"samples":[{"key":"b","fields":{}}],"next":null}"#),
        ])
        let labels = FieldAnnotations(
            session: try session(of: server),
            dataset: try #require(.init(argument: "x/y@" + digest)),
            split: nil,
            mapping: LabelMapping(
                value: .category(FieldAnnotations.path(ofField: "cls"), probabilities: nil),
                key: "key"))
        var bytes: [UInt8] = []
        while let piece = try labels.next() { bytes += piece }
        #expect(
            String(decoding: bytes, as: UTF8.self) == #"{"sample":"a","value":{"class":3}}"# + "\n")
        #expect(labels.annotationCount == 1)
        #expect(labels.unlabelledCount == 1)
        _ = server.finish()
    }

    @Test func `a label that is there is changed under its revision`() throws {
        let server = try CannedServer([
            "GET /v1/datasets/x/y/labelsets/gold/annotations?sample=k": Answer(
                body: #"{"annotations":[{"id":"7","sample":"k","revision":2}],"next":null}"#),
            "PUT /v1/datasets/x/y/labelsets/gold/annotations/7": Answer(body: #"{"revision":3}"#),
        ])
        try run(
            ["labels", "set", "x/y", "gold", "k", "--value", #"{"class":1}"#, "--if-match", "2"],
            at: server)
        let requests = server.finish()
        #expect(requests.last?.contains("If-Match: \"2\"\r\n") == true)
        #expect(requests.last?.hasSuffix(#"{"sample":"k","value":{"class":1}}"#) == true)
    }

    @Test func `a sample is pulled part by part from a version that does not move`() throws {
        let digest = "sha256:" + String(repeating: "b", count: 64)
        let pinned = "/v1/datasets/x/y/versions/sha256%3A" + digest.dropFirst(7)
        let content = Digest.of(Array("hello".utf8))
        let server = try CannedServer([
            "GET /v1/datasets/x/y/versions/3": Answer(
                body: #"{"number":3,"digest":"\#(digest)"}"#),
            "GET \(pinned)/samples/k": Answer(
                body: #"{"key":"k","parts":{"txt":{"digest":"\#(content)","bytes":5}}}"#),
            "GET \(pinned)/samples/k/parts/txt": Answer(body: "hello"),
        ])
        let folder = try TemporaryFolder()
        try run(["pull", "x/y@3", folder.path, "--key", "k"], at: server)
        #expect(try folder.read("k.txt") == "hello")
        _ = server.finish()
    }

    private func session(of server: CannedServer) throws -> Session {
        let command = try Cairn.command(of: ["ls", "--url", server.url])
        return try #require(command as? ListCommand).connection.session()
    }
}
