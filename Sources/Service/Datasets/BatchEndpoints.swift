import Catalog
import Codecs
import HTTP
import Records
import Shards

/// Batches: any samples of a version or a view in the order in which somebody asks for them, as one
/// tar.
struct BatchEndpoints: Sendable {
    /// Of a version.
    static let all = BatchEndpoints(
        root: "/v1/datasets/{namespace}/{name}/versions/{version}", subject: "",
        place: DeliveryPlace.version
    ).endpoints

    /// What the samples are of.
    let root: String
    /// In the names of the operations.
    let subject: String
    let place: @Sendable (Call) throws -> DeliveryPlace

    private enum Missing: String, CaseIterable { case error, skip }

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .query, root + "/samples.tar", scope: .read, name: "query\(subject)Batch",
                summary: "Any samples as one tar, in the order in which they are asked for.",
                query: TarAnswer.parameters, fields: TarAnswer.fields,
                body: .init(contents: [.json(BatchEndpoints.question)], byteLimit: .json),
                answers: [.init(.ok, "The tar.", .bytes(.tar))], handler: .waiting(get))
        ]
    }

    private static let question = Shape.object([
        .init(
            "samples", .array(.anything),
            "1 to \(ShardPlan.samplesPerShardLimit) samples: a key, or a number for the position "
                + "among the samples of the version or view. One may stand there several times."),
        .init(
            "missing", .choice(Missing.allCases.map(\.rawValue)),
            "What a key without a sample is: an error when absent; or left out of the tar.",
            isRequired: false),
    ])

    private func get(_ call: Call) async throws -> Response {
        let place = try place(call)
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let choices = try BatchEndpoints.choices(from: &fields)
        let missing = try fields.optionalChoice("missing", of: Missing.self) ?? .error
        try fields.finish()
        let answer = try TarAnswer(call)
        let plans = call.context.plans
        let (path, tar) = try await call.work { storage in
            let source = try place.source(in: storage, plans: plans)
            for (index, choice) in choices.enumerated() {
                guard case .place(let number) = choice, number >= source.sampleCount else {
                    continue
                }
                throw JSONError.notAllowed(
                    pointer: "/samples/\(index)", rule: "a position below \(source.sampleCount)")
            }
            let tar = try Deliveries(storage, plans: plans).tar(
                of: choices, from: source, skippingMissing: missing == .skip,
                hasChecksums: answer.hasChecksums)
            return (place.pinnedPath(of: call, source), tar)
        }
        // The tag is the result's and not the resource's: another question has another.
        return try await answer.response(
            of: tar, cacheControl: place.cacheControl,
            fields: [Field("Content-Location", path)], to: call)
    }

    private static func choices(from fields: inout JSONFields) throws(JSONError) -> [SampleChoice] {
        let pointer = fields.place(of: "samples")
        let elements = try fields.array("samples")
        guard (1...ShardPlan.samplesPerShardLimit).contains(elements.count) else {
            throw .notAllowed(
                pointer: pointer, rule: "1 to \(ShardPlan.samplesPerShardLimit) samples")
        }
        var choices: [SampleChoice] = []
        choices.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            if let number = element.integer, number >= 0 {
                choices.append(.place(number))
            } else if let text = element.string, let key = try? SampleKey(text) {
                choices.append(.key(key))
            } else {
                throw .notAllowed(
                    pointer: "\(pointer)/\(index)",
                    rule: "a position from 0, or a key: \(SampleKey.rule)")
            }
        }
        return choices
    }
}
