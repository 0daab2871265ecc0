import Catalog
import Codecs
import HTTP
import Records

/// Annotations: bulk writes, single writes that lose nothing, reads as of any moment, the feed.
enum AnnotationEndpoints {
    private static let root = LabelsetEndpoints.root + "/{labelset}"
    private static let asOf = Endpoint.Parameter.query(
        "asOf", .integer, "Read as of this sequence number; now when absent.")
    private static let ifMatch = Endpoint.Parameter.field(
        "If-Match", "The revision that is replaced, in quotes: \"3\".")

    static let all: [Endpoint] = [
        Endpoint(
            .post, AnnotationEndpoints.root + "/annotations", scope: .write,
            name: "appendAnnotations",
            summary: "Appends annotations, one a line: all of them or, if one is wrong, none.",
            query: [
                .query("source", .string, "Who says it: \(Source.rule).", isRequired: true)
            ],
            body: .init(
                contents: [.jsonLines(.named("AnnotationLine"))],
                byteLimit: .lines),
            answers: [.init(.ok, "They are durable.", .json(.named("BulkResult")))],
            handler: .waiting(append)),
        Endpoint(
            .get, AnnotationEndpoints.root + "/annotations", scope: .read,
            name: "listAnnotations", summary: "Lists the annotations that stand, by id.",
            query: [
                AnnotationEndpoints.asOf,
                .query("sample", .string, "Only those of this sample."),
            ] + PageRequest.parameters,
            answers: [
                .init(
                    .ok, "A page.",
                    .json(PageRequest.shape("annotations", .named("Annotation"))))
            ],
            handler: .waiting(list)),
        Endpoint(
            .get, AnnotationEndpoints.root + "/annotations/{id}", scope: .read,
            name: "getAnnotation", summary: "One annotation; its ETag is its revision.",
            query: [AnnotationEndpoints.asOf],
            answers: [.init(.ok, "The annotation.", .json(.named("Annotation")))],
            handler: .waiting(get)),
        Endpoint(
            .get, AnnotationEndpoints.root + "/annotations/{id}/revisions", scope: .read,
            name: "listRevisions", summary: "The revisions of one annotation, oldest first.",
            query: PageRequest.parameters,
            answers: [
                .init(
                    .ok, "A page.", .json(PageRequest.shape("revisions", .named("Annotation"))))
            ],
            handler: .waiting(revisions)),
        Endpoint(
            .put, AnnotationEndpoints.root + "/annotations/{id}", scope: .write,
            name: "putAnnotation",
            summary: "Writes one annotation; If-Match says which revision it replaces.",
            fields: [AnnotationEndpoints.ifMatch],
            body: .init(
                contents: [.json(.named("Statement"))],
                byteLimit: .json),
            answers: [
                .init(.ok, "The next revision.", .json(.named("Annotation"))),
                .init(.created, "The first revision.", .json(.named("Annotation"))),
            ],
            handler: .waiting(put)),
        Endpoint(
            .delete, AnnotationEndpoints.root + "/annotations/{id}", scope: .write,
            name: "withdrawAnnotation",
            summary: "Withdraws an annotation; its revisions stay readable.",
            fields: [AnnotationEndpoints.ifMatch],
            answers: [.init(.ok, "The last revision.", .json(.named("Annotation")))],
            handler: .waiting(withdraw)),
        Endpoint(
            .get, AnnotationEndpoints.root + "/changes", scope: .read, name: "listChanges",
            summary: "The feed: revisions after a sequence number, oldest first.",
            query: [
                .query("after", .integer, "The sequence number to go on from; 0 when absent."),
                .query(
                    "wait", .integers(0...ServiceLimits.changeWaitSecondsLimit),
                    "Seconds to wait for a change when there is none yet."),
                .query("limit", .integers(1...PageRequest.entryLimit), "Most revisions."),
            ],
            answers: [.init(.ok, "The revisions.", .json(.named("Changes")))],
            handler: .waiting(changes)),
    ]

    private static func append(_ call: Call) async throws -> Response {
        let writer = try writer(for: call)
        let sourceText = try call.requiredQuery("source", Source.rule)
        let source: Source
        do { source = try Source(sourceText) } catch {
            throw CallError.parameter("source", error)
        }
        try call.expect(.jsonLines)
        let bytes = try await call.bytes(limit: call.context.limits.linesByteCount)
        let result = try await call.work { _ in
            try writer.append(try AnnotationLines.read(bytes, source: source))
        }
        call.context.changes.notify()
        return .json([
            "created": .number(result.createdCount), "unchanged": .number(result.unchangedCount),
            "sequence": .number(result.sequence),
        ])
    }

    private static func list(_ call: Call) async throws -> Response {
        let annotations = try annotations(of: call)
        let asOf = try call.queryInteger("asOf", in: 0...Int.max).map(Int64.init)
        let sample = try call.queryName("sample", as: SampleKey.self)
        let page = try PageRequest(call)
        let after = try page.after.map { text in
            do { return try AnnotationID(text) } catch { throw CallError.cursor(text) }
        }
        let found = try await call.work { _ in
            try annotations.list(asOf: asOf, sample: sample, after: after, limit: page.wantedCount)
        }
        return try page.answer(
            "annotations", found, json: \.json, cursor: \.id.text, to: call)
    }

    private static func get(_ call: Call) async throws -> Response {
        let annotations = try annotations(of: call)
        let id = try call.name("id", as: AnnotationID.self)
        let asOf = try call.queryInteger("asOf", in: 0...Int.max).map(Int64.init)
        let found = try await call.work { _ in try annotations.annotation(id, asOf: asOf) }
        return AnnotationEndpoints.response(found, status: .ok)
    }

    private static func revisions(_ call: Call) async throws -> Response {
        let annotations = try annotations(of: call)
        let id = try call.name("id", as: AnnotationID.self)
        let page = try PageRequest(call)
        let after = try page.position
        let found = try await call.work { _ in
            try annotations.revisions(of: id, after: after, limit: page.wantedCount)
        }
        return try page.answer(
            "revisions", found, json: \.json, cursor: { String($0.revision) }, to: call)
    }

    private static func put(_ call: Call) async throws -> Response {
        let writer = try writer(for: call)
        let id = try call.name("id", as: AnnotationID.self)
        let base = try call.baseRevision()
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let standard = Source(kind: .human, name: call.caller.name)
        let statement = try AnnotationLines.statement(&fields, standardSource: standard)
        try fields.finish()
        let annotation = try await call.work { _ in
            try writer.put(statement, id: id, base: base)
        }
        call.context.changes.notify()
        return AnnotationEndpoints.response(
            annotation, status: annotation.revision == 1 ? .created : .ok)
    }

    private static func withdraw(_ call: Call) async throws -> Response {
        let writer = try writer(for: call)
        let id = try call.name("id", as: AnnotationID.self)
        let base = try call.baseRevision()
        let annotation = try await call.work { _ in try writer.withdraw(id, base: base) }
        call.context.changes.notify()
        return AnnotationEndpoints.response(annotation, status: .ok)
    }

    private static func changes(_ call: Call) async throws -> Response {
        let annotations = try annotations(of: call)
        let after = Int64(try call.queryInteger("after", in: 0...Int.max) ?? 0)
        let limit =
            try call.queryInteger("limit", in: 1...PageRequest.entryLimit)
            ?? PageRequest.standardEntryCount
        let wait = try call.queryInteger("wait", in: 0...call.context.limits.changeWaitSeconds) ?? 0
        let found = try await call.context.changes.firstAnswer(within: wait) {
            let found = try await call.work { _ in
                try annotations.changes(after: after, limit: limit)
            }
            return found.revisions.isEmpty ? nil : found
        }
        return .json([
            "changes": .array(found?.revisions.map(\.json) ?? []),
            "sequence": .number(found?.sequence ?? after),
        ])
    }

    private static func annotations(of call: Call) throws -> Annotations {
        Annotations(call.context.storage, of: try call.dataset(), in: try call.name("labelset"))
    }

    private static func writer(for call: Call) throws -> AnnotationWriter {
        AnnotationWriter(
            call.context.storage, of: try call.dataset(), in: try call.name("labelset"),
            author: call.caller.name)
    }

    private static func response(_ annotation: Annotation, status: Status) -> Response {
        .json(
            annotation.json, status: status, etag: ETag(strong: String(annotation.revision)),
            cacheControl: .revalidate)
    }
}
