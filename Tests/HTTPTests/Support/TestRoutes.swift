import Codecs
import HTTP
import Posix
import Synchronization

/// What the tests ask for.
struct TestRoutes {
    /// Bytes that differ at every offset below 2^16.
    static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    }
    static let fileByteCount = 3 * 1024 * 1024 + 17
    static let fileBytes = pattern(fileByteCount)

    let all: [Route]

    init(directory: TemporaryDirectory, workers: WorkerPool, gate: Gate) throws {
        let file = try directory.file(0, TestRoutes.fileBytes)
        all =
            TestRoutes.immediate + TestRoutes.bodies + TestRoutes.waiting(workers, gate)
            + TestRoutes.contents(file)
    }

    private static var immediate: [Route] {
        [
            Route(
                .get, "/healthz",
                handler: .immediate { _ in
                    Response(mediaType: .plainText, body: .bytes(Array("ok".utf8)))
                }),
            Route(
                .get, "/items/{id}",
                handler: .immediate { head in
                    TestRoutes.text((try? head.parameter("id")) ?? "error")
                }),
            Route(
                .get, "/items/{id}.tar",
                handler: .immediate { head in
                    TestRoutes.text("tar " + ((try? head.parameter("id")) ?? "error"))
                }),
            Route(.delete, "/items/{id}", handler: .immediate { _ in Response(.noContent) }),
            Route(
                .get, "/query",
                handler: .immediate { head in
                    do throws(RequestError) {
                        return TestRoutes.text(try head.query("q") ?? "none")
                    } catch {
                        return Response(error.status)
                    }
                }),
            Route(
                .get, "/field",
                handler: .immediate { head in
                    TestRoutes.text(head.field("x-test") ?? "none")
                }),
            Route(
                .get, "/tagged",
                handler: .immediate { _ in
                    Response(
                        mediaType: .octets, etag: ETag(strong: "v1"), cacheControl: .revalidate,
                        body: .bytes(TestRoutes.pattern(1000)))
                }),
            Route(
                .get, "/text",
                handler: .immediate { _ in
                    Response(
                        mediaType: .plainText, etag: ETag(strong: "text"),
                        body: .bytes(Array(String(repeating: "a cat, ", count: 30_000).utf8)))
                }),
            Route(
                .get, "/split",
                handler: .immediate { _ in
                    Response(fields: [Field("X-Bad", "a\r\nX-Injected: b")])
                }),
        ]
    }

    private static var bodies: [Route] {
        [
            Route(
                .post, "/echo", bodyLimit: 1 << 20,
                handler: .waiting { request in
                    Response(body: .bytes(try await request.body.bytes(limit: 1 << 20)))
                }),
            Route(
                .query, "/tagged", bodyLimit: 1 << 20, acceptedQuery: .plainText,
                handler: .waiting { request in
                    let bytes = try await request.body.bytes(limit: 1 << 20)
                    return Response(
                        mediaType: .octets, etag: ETag(Digest.of(bytes)), body: .bytes(bytes))
                }),
            Route(
                .post, "/gunzip", bodyLimit: 1 << 20,
                handler: .waiting { request in
                    let limit = ExpansionLimit(byteCount: 1 << 22, factor: 10)
                    let body = request.decodingGzip(limit).body
                    var count = 0
                    while let piece = try await body.next() { count += piece.count }
                    return TestRoutes.text("\(count)")
                }),
            Route(
                .put, "/upload", bodyLimit: 64 << 20,
                handler: .waiting { request in
                    var count = 0
                    while let piece = try await request.body.next() { count += piece.count }
                    return TestRoutes.text("\(count)")
                }),
            Route(
                .post, "/small", bodyLimit: 10,
                handler: .waiting { request in
                    TestRoutes.text("\(try await request.body.bytes(limit: 10).count)")
                }),
            Route(
                .post, "/refuse", bodyLimit: 64 << 20,
                handler: .waiting { _ in
                    Response(.forbidden)
                }),
        ]
    }

    private static func waiting(_ workers: WorkerPool, _ gate: Gate) -> [Route] {
        [
            Route(
                .get, "/wait/{id}",
                handler: .waiting { request in
                    let id = request.parameter("id")
                    return TestRoutes.text(try await workers.run { "waited " + id })
                }),
            Route(
                .get, "/gate",
                handler: .waiting { _ in
                    try await workers.run { gate.pass() }
                    return TestRoutes.text("passed")
                }),
            Route(
                .get, "/never",
                handler: .waiting { _ in
                    gate.monitor.change { $0.waitingCount += 1 }
                    let (stream, continuation) = AsyncStream<Void>.makeStream()
                    for await _ in stream {}
                    // The stream ends when the task is cancelled.
                    continuation.finish()
                    gate.noteCancelled()
                    throw CancellationError()
                }),
            Route(.get, "/throws", handler: .waiting { _ in throw Errno.ioError }),
            Route(.get, "/overload", handler: .waiting { _ in throw WorkerPoolError.overloaded }),
        ]
    }

    private static func contents(_ file: File) -> [Route] {
        [
            Route(
                .get, "/file",
                handler: .waiting { _ in
                    Response(etag: ETag(strong: "file"), body: .regions(WholeFile(file: file)))
                }),
            Route(
                .get, "/pieces",
                handler: .waiting { _ in
                    Response(etag: ETag(strong: "pieces"), body: .regions(Pieces(file: file)))
                }),
            Route(
                .get, "/endless",
                handler: .waiting { _ in Response(body: .regions(Endless())) }),
            Route(
                .get, "/stream/{count}",
                handler: .waiting { request in
                    let count = Int(request.parameter("count")) ?? 0
                    return Response(body: .stream(Counting(count: count)))
                }),
            Route(
                .get, "/lines/{count}",
                handler: .waiting { request in
                    let count = Int(request.parameter("count")) ?? 0
                    return Response(
                        mediaType: .jsonLines, body: .stream(Counting(count: count)))
                }),
            Route(
                .get, "/broken/first",
                handler: .waiting { _ in
                    Response(body: .regions(Breaking(after: 0)))
                }),
            Route(
                .get, "/broken/later",
                handler: .waiting { _ in
                    Response(body: .regions(Breaking(after: 1 << 20)))
                }),
            Route(
                .get, "/broken/stream",
                handler: .waiting { _ in
                    Response(body: .stream(Counting(count: 3, failsAtEnd: true)))
                }),
        ]
    }

    static func text(_ text: String) -> Response {
        Response(mediaType: .plainText, body: .bytes(Array(text.utf8)))
    }
}

struct WholeFile: RegionSource {
    let file: File
    var byteCount: Int64 { Int64(TestRoutes.fileByteCount) }
    func region(at offset: Int64) -> Region {
        .file(FileRegion(file: file, offset: offset, byteCount: byteCount - offset))
    }
}

/// Like a tar: headers from memory, contents from a file, padding.
struct Pieces: RegionSource {
    static let memberByteCount: Int64 = 5120
    let file: File
    var byteCount: Int64 { 200 * Pieces.memberByteCount }

    func region(at offset: Int64) -> Region {
        let member = offset / Pieces.memberByteCount
        let within = offset % Pieces.memberByteCount
        if within < 512 { return .bytes(Array(Pieces.header(member)[Int(within)...])) }
        if within < 4096 {
            return .file(FileRegion(file: file, offset: within, byteCount: 4096 - within))
        }
        return .zeros(Pieces.memberByteCount - within)
    }

    static func header(_ member: Int64) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: member), count: 512)
    }

    static var expected: [UInt8] {
        let content = TestRoutes.pattern(4096)[512...]
        return (0..<200).flatMap { member in
            header(member) + content + [UInt8](repeating: 0, count: 1024)
        }
    }
}

/// More zeros than anybody reads.
struct Endless: RegionSource {
    var byteCount: Int64 { 1 << 50 }
    func region(at offset: Int64) -> Region { .zeros(byteCount - offset) }
}

struct Breaking: RegionSource {
    let after: Int64
    var byteCount: Int64 { 4 << 20 }
    func region(at offset: Int64) throws -> Region {
        guard offset < after else { throw Errno.ioError }
        return .zeros(min(64 << 10, after - offset))
    }
}

/// Lines with numbers.
final class Counting: ByteStream {
    private let position = Mutex(0)
    private let count: Int
    private let failsAtEnd: Bool

    init(count: Int, failsAtEnd: Bool = false) {
        self.count = count
        self.failsAtEnd = failsAtEnd
    }

    func next() async throws -> [UInt8]? {
        let index = position.withLock { position in
            defer { position += 1 }
            return position
        }
        if index == count, failsAtEnd { throw Errno.ioError }
        return index < count ? Array("line \(index)\n".utf8) : nil
    }
}
