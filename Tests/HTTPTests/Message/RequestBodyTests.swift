import Testing

@testable import HTTP

struct RequestBodyTests {
    @Test func `content that is here is read in pieces`() async throws {
        let bytes = TestRoutes.pattern(150_000)
        let body = RequestBody(bytes)
        #expect(try await body.next()?.count == RequestBody.pieceByteCount)
        var rest: [UInt8] = []
        while let piece = try await body.next() { rest += piece }
        #expect(rest == Array(bytes[RequestBody.pieceByteCount...]))
        #expect(try await body.next() == nil)
    }

    @Test func `a piece is asked for when it is wanted`() async throws {
        let (asked, ask) = AsyncStream<Void>.makeStream()
        let body = RequestBody(declaredByteCount: 3) { ask.yield() }
        let reader = Task { try await body.next() }
        for await _ in asked.prefix(1) { body.complete(with: [1, 2, 3]) }
        #expect(try await reader.value == [1, 2, 3])
        #expect(try await body.next() == nil)
    }

    @Test func `a failure reaches the one who waits, and all who come later`() async throws {
        let (asked, ask) = AsyncStream<Void>.makeStream()
        let body = RequestBody(declaredByteCount: nil) { ask.yield() }
        let reader = Task { try await body.next() }
        for await _ in asked.prefix(1) {
            body.fail(.disconnected)
            body.fail(.timedOut)
        }
        await #expect(throws: RequestError.disconnected) { try await reader.value }
        await #expect(throws: RequestError.disconnected) { try await body.next() }
    }

    @Test func `a failure does not take away what is complete`() async throws {
        let body = RequestBody(declaredByteCount: 1) {}
        body.complete(with: [1])
        body.fail(.disconnected)
        #expect(try await body.bytes(limit: 1) == [1])
    }

    @Test func `bytes are bounded, before reading where the length is known`() async throws {
        let declared = RequestBody(declaredByteCount: 5) { Issue.record("nothing may be read") }
        await #expect(throws: RequestError.bodyTooLarge(limit: 4)) {
            try await declared.bytes(limit: 4)
        }
        await #expect(throws: RequestError.bodyTooLarge(limit: 4)) {
            try await RequestBody([1, 2, 3, 4, 5]).bytes(limit: 4)
        }
        #expect(try await RequestBody([1, 2, 3, 4]).bytes(limit: 4) == [1, 2, 3, 4])
    }
}
