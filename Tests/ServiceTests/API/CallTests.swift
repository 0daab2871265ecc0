import Codecs
import HTTP
import Service
import Testing

/// The memory of bodies that are read whole.
struct CallTests {
    @Test func `a body for which there is no memory at all is too large, and not put off`() throws {
        let daemon = try TestDaemon { settings in
            settings.jsonLimitBytes = 1024 * 1024
            settings.bodyMemoryBytes = 64 * 1024
        }
        let text = String(repeating: "x", count: 17 * 1024)
        let reply = try daemon.send(
            .post, "/v1/datasets", .json(#"{"namespace":"a","name":"b","description":"\#(text)"}"#))
        #expect(reply.status == 413)
        #expect(reply.json["limit"] == 16384)
    }

    @Test func `memory that a body took is there for the next one`() throws {
        let daemon = try TestDaemon { $0.bodyMemoryBytes = 64 * 1024 }
        let text = String(repeating: "x", count: 9 * 1024)
        for number in 0..<20 {
            let reply = try daemon.send(
                .post, "/v1/datasets",
                .json(#"{"namespace":"a","name":"b\#(number)","description":"\#(text)"}"#))
            #expect(reply.status == 201)
        }
    }
}
