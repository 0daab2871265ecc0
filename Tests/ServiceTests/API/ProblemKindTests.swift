import Blobs
import Codecs
import Glibc
import HTTP
import Posix
import Records
import Service
import Testing

/// The promise of the list of problems: each kind is what a client really meets.
struct ProblemKindTests {
    /// Tables of refused requests, one for each family of endpoints.
    private static let tables: [[Scenario]] = [
        JSONBodyTests.scenarios, AccessTests.scenarios, EndpointRoutesTests.scenarios,
        PagesTests.scenarios, BlobEndpointsTests.scenarios, DatasetEndpointsTests.scenarios,
        CommitEndpointsTests.scenarios, VersionEndpointsTests.scenarios,
        SampleEndpointsTests.scenarios, ShardEndpointsTests.scenarios,
        BatchEndpointsTests.scenarios, LedgerEndpointsTests.scenarios,
        MixtureEndpointsTests.scenarios,
        LabelsetEndpointsTests.scenarios, AnnotationEndpointsTests.scenarios,
        BenchmarkEndpointsTests.scenarios, RunEndpointsTests.scenarios,
        ComparisonEndpointsTests.scenarios, TokenEndpointsTests.scenarios,
        BodyCodingTests.scenarios, SampleQueryTests.scenarios,
        UpkeepEndpointsTests.scenarios, RefEndpointsTests.scenarios,
        NamespaceEndpointsTests.scenarios,
        MergeEndpointsTests.scenarios,
    ]

    /// Requests that no client of ours can send.
    private static let rawRequests: [(kind: ProblemKind, status: Int, request: String)] = [
        (.malformedRequest, 400, "GET /healthz HTTP/1.1\r\nHost: a\r\nbad field\r\n\r\n"),
        (.malformedRequest, 400, "GET /healthz HTTP/1.1\r\n\r\n"),
        (.methodUnknown, 501, "BREW /healthz HTTP/1.1\r\nHost: a\r\n\r\n"),
        (.versionUnsupported, 505, "GET /healthz HTTP/3.0\r\nHost: a\r\n\r\n"),
        (.requestTimeout, 408, "GET /healthz HTTP/1.1\r\nHo"),
    ]

    /// Kinds with a test of their own below, in ReceptionTests, MergeEndpointsTests
    /// or NamespaceEndpointsTests.
    private static let provokedBelow: Set<ProblemKind> = [
        .overloaded, .storageCorrupt, .mergeConflict, .quotaExceeded, .runAmbiguous,
        .tooManyRequests,
    ]

    /// Kinds that no request can cause, and why.
    private static let unprovoked: [ProblemKind: String] = [
        .storageFull: "needs a full disk",
        .storageFailed: "needs a broken disk",
        .collectionRunning: "needs a collection that takes long; see UpkeepEndpointsTests",
        .internalError: "needs a mistake of ours",
        .commitOvertaken: "needs eight other commits, each between two steps of one",
    ]

    @Test func `every kind of problem is provoked, or there is a reason why not`() {
        let provoked = Set(Self.tables.joined().map(\.kind))
            .union(Self.rawRequests.map(\.kind)).union(Self.provokedBelow)
        for kind in ProblemKind.allCases {
            #expect(
                provoked.contains(kind) != (Self.unprovoked[kind] != nil),
                "\(kind.rawValue): add a scenario, or a reason why there can be none")
        }
    }

    @Test func `what breaks HTTP itself is refused too`() throws {
        let daemon = try TestDaemon { $0.headTimeoutSeconds = 1 }
        for (kind, status, request) in Self.rawRequests {
            let answer = try RawExchange.perform(request, with: daemon.daemon.url)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
            #expect(answer.contains("urn:cairn:problem:\(kind.rawValue)"), "\(answer)")
        }
    }

    @Test(
        arguments: [
            ("connections", \Settings.connections),
            ("connections-per-address", \Settings.connectionsPerAddress),
        ] as [(String, any WritableKeyPath<Settings, Int> & Sendable)])
    func `one connection too many is told which setting says so, and to come back`(
        setting: String, limit: any WritableKeyPath<Settings, Int> & Sendable
    ) throws {
        let directory = try TemporaryDirectory()
        let full = try TestDaemon.start(in: directory) { $0[keyPath: limit] = 1 }
        defer { withExtendedLifetime(directory) { full.stop() } }
        let first = try RawExchange.connect(to: full.url)
        let request = Array("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        #expect(send(first.rawValue, request, request.count, 0) == request.count)
        var begin = [UInt8](repeating: 0, count: 12)
        #expect(recv(first.rawValue, &begin, begin.count, CInt(MSG_WAITALL)) == 12)
        #expect(String(decoding: begin, as: UTF8.self) == "HTTP/1.1 200")
        let second = try RawExchange.perform("", with: full.url)
        #expect(second.hasPrefix("HTTP/1.1 503 "))
        #expect(second.lowercased().contains("\r\nretry-after: 1\r\n"))
        #expect(second.contains("urn:cairn:problem:overloaded"))
        #expect(second.contains(#""setting":"\#(setting)""#))
    }

    @Test(arguments: [EMFILE, ENFILE])
    func `too many open files are told as overload and not as a broken disk`(code: Int32) {
        let problem = Problems.problem(for: BlobError.medium(Errno(rawValue: code)))
        #expect(problem.name == ProblemKind.overloaded.rawValue)
        #expect(problem.fields.contains(Field("Retry-After", "1")))
    }

    @Test func `a blob whose file is gone is told as damage, and only that`() throws {
        let daemon = try TestDaemon.withSamples()
        let bytes = [UInt8](repeating: 7, count: 1024 * 1024)
        let before = Set(daemon.directory.files)
        let target = "/v1/blobs/\(Digest.of(bytes))"
        #expect(try daemon.send(.put, target, .octets(bytes)).status == 201)
        let file = try #require(
            Set(daemon.directory.files).subtracting(before).first { $0.contains("/store/") })
        #expect(unlink(file) == 0)
        let reply = try daemon.get(target)
        #expect(reply.status == 500)
        #expect(reply.problem == ProblemKind.storageCorrupt.rawValue)
        #expect(reply.text.contains("cairnd check"))
        #expect(try daemon.get(Example.versions + "/1/shards/000000.tar").status == 200)
    }

    @Test func `the first digits of two runs name neither`() throws {
        let daemon = try TestDaemon.withSamples()
        let benchmark = try daemon.get("/v1/benchmarks/bench").json["digest"]?.string
        let newest = try daemon.get(Example.dataset + "/labelsets/alpha").json["sequence"]?.integer
        let predictions = LabelsetMoment(
            labelset: LabelsetName(unchecked: "alpha"), field: .standard,
            asOf: Int64(try #require(newest)))
        let digest = try #require(benchmark.flatMap { Digest($0) })
        let twins = try #require(ProblemKindTests.twins(benchmark: digest, predictions))
        for model in twins.models {
            let body = #"""
                {"benchmark": "bench", "model": "\#(model)", "predictions": {"labelset": "alpha"}}
                """#
            try daemon.make("/v1/runs", body)
        }
        let ambiguous = try daemon.get("/v1/runs/\(twins.digits)")
        #expect(ambiguous.status == 409)
        #expect(ambiguous.problem == ProblemKind.runAmbiguous.rawValue)
        #expect(try daemon.get("/v1/runs/\(twins.digits.dropLast())").status == 404)
    }

    /// Two models whose runs begin with the same six digits: among some thousands there are some.
    private static func twins(benchmark: Digest, _ predictions: LabelsetMoment)
        -> (models: [String], digits: String)?
    {
        var models: [Substring: String] = [:]
        for number in 0..<60_000 {
            let model = "twin\(number)"
            let recipe = Run.Recipe(
                benchmark: benchmark, model: ModelName(unchecked: model), predictions: predictions)
            let digits = recipe.digest.description.dropFirst("sha256:".count).prefix(6)
            if let other = models.updateValue(model, forKey: digits) {
                return ([other, model], String(digits))
            }
        }
        return nil
    }
}
