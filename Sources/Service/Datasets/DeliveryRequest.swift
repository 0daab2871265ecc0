import Catalog
import Codecs
import HTTP
import Records
import Shards

/// What is asked for of an epoch: the order and the share of a rank, from path and query.
struct DeliveryRequest: Sendable {
    /// What the query says; nil when it says nothing of the order.
    private let rule: OrderRule?
    private let epoch: UInt64
    private let rank: Int
    private let worldSize: Int
    private let tail: RankCut.Tail
    private let from: Int
    private let to: Int?
    private let stepLimit: Int

    /// A block of a windowed order that suits parts of 100 KB: some 25 MB are read in one go.
    private static let standardBlockLength = 256
    private static let standardBlocksPerWindow = 16
    /// Seeds, epochs and indices are numbers that JSON keeps exactly.
    private static let numberLimit = OrderRule.seedLimit - 1

    static let orderParameters: [Endpoint.Parameter] = [
        .query("seed", .integers(0...numberLimit), "Of the order; 0 when absent."),
        .query(
            "order", .choice(["shuffled", "windowed", "sequential"]),
            "How an epoch is ordered (Docs/ORDER.md); shuffled when absent."),
        .query(
            "block", .integers(1...OrderRule.blockLengthLimit),
            "Samples of a block of a windowed order; \(standardBlockLength) when absent."),
        .query(
            "window", .integers(1...OrderRule.blocksPerWindowLimit),
            "Blocks of a window; \(standardBlocksPerWindow) when absent."),
    ]
    static let intervalParameters: [Endpoint.Parameter] = [
        .query("from", .integer, "The first index of the epoch that is delivered; 0 when absent."),
        .query("to", .integer, "The index before which it ends; the epoch's end when absent."),
    ]
    static let rankParameters: [Endpoint.Parameter] = [
        .query(
            "tail", .choice(RankCut.Tail.allCases.map(\.rawValue)),
            "What becomes of the last samples when they do not divide among the ranks; keep when "
                + "absent.")
    ]

    /// - Parameters:
    ///   - rank: as in `3-of-8`, from 0; nil for all ranks together.
    ///   - stepLimit: samples at most.
    init(_ call: Call, rank: String?, stepLimit: Int) throws {
        let limit = DeliveryRequest.numberLimit
        epoch = UInt64(try call.integer("epoch", in: 0...limit))
        rule = try DeliveryRequest.rule(call)
        (self.rank, worldSize) = try rank.map(DeliveryRequest.share) ?? (0, 1)
        tail = try call.queryChoice("tail", of: RankCut.Tail.self) ?? .keep
        from = try call.queryInteger("from", in: 0...limit) ?? 0
        to = try call.queryInteger("to", in: 0...limit)
        self.stepLimit = stepLimit
    }

    /// What that is of a source, whose own order holds where none is asked for.
    ///
    /// - Throws: ``CallError/parameter(_:_:)`` for an interval that is not inside the epoch.
    func delivery(of source: any EpochSource) throws(CallError) -> Delivery {
        let count = source.sampleCount
        let rule = rule ?? source.order
        guard (0...count).contains(from) else {
            throw .parameter("from", NameError(text: String(from), rule: "0 to \(count)"))
        }
        let end = to ?? count
        guard (from...count).contains(end) else {
            throw .parameter("to", NameError(text: String(end), rule: "\(from) to \(count)"))
        }
        return Delivery(
            rule: rule, epoch: epoch, sampleCount: count,
            cut: RankCut(of: from..<end, rank: rank, worldSize: worldSize, tail: tail),
            stepLimit: stepLimit)
    }

    /// Says under which path this is found for ever, and where the rank goes on: the same request
    /// with another `from`.
    func fields(
        of delivery: Delivery, to call: Call, at place: any EpochPlace, _ source: any EpochSource
    ) throws -> [Field] {
        let path = place.pinnedPath(of: call, source)
        let location = Field("Content-Location", path)
        guard let next = delivery.next else { return [location] }
        let kept = try call.request.queryNames.filter { $0 != "from" }
            .map { name in (name, try call.request.query(name) ?? "") }
        let query = (kept + [("from", String(next))]).map { name, value in
            "\(PercentEncoding.encode(name))=\(PercentEncoding.encode(value))"
        }.joined(separator: "&")
        return [location, Field("Link", "<\(path)?\(query)>; rel=\"next\"")]
    }

    private static func rule(_ call: Call) throws -> OrderRule? {
        let asked = Set(try call.request.queryNames)
        if asked.isDisjoint(with: orderParameters.map(\.name)) { return nil }
        let seed = UInt64(try call.queryInteger("seed", in: 0...numberLimit) ?? 0)
        let block = try call.queryInteger("block", in: 1...OrderRule.blockLengthLimit)
        let window = try call.queryInteger("window", in: 1...OrderRule.blocksPerWindowLimit)
        let name = try call.request.query("order") ?? "shuffled"
        if name != "windowed" {
            for (parameter, value) in [("block", block), ("window", window)] {
                guard let value else { continue }
                throw CallError.parameter(
                    parameter, NameError(text: String(value), rule: "absent unless order=windowed"))
            }
        }
        switch name {
        case "shuffled": return .shuffled(seed: seed)
        case "sequential": return .sequential
        case "windowed":
            return .windowed(
                seed: seed, blockLength: block ?? standardBlockLength,
                blocksPerWindow: window ?? standardBlocksPerWindow)
        default:
            throw CallError.parameter(
                "order", NameError(text: name, rule: "shuffled, windowed or sequential"))
        }
    }

    private static func share(_ text: String) throws(CallError) -> (rank: Int, worldSize: Int) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1] == "of", let rank = Int(parts[0]),
            let worldSize = Int(parts[2]), "\(rank)-of-\(worldSize)" == text,
            (1...RankCut.worldSizeLimit).contains(worldSize), (0..<worldSize).contains(rank)
        else {
            let rule = "RANK-of-RANKS, as in 0-of-8, with at most \(RankCut.worldSizeLimit) ranks"
            throw .parameter("rank", NameError(text: text, rule: rule))
        }
        return (rank, worldSize)
    }
}

extension Call {
    /// A query parameter that, if present, must be one of a type's cases.
    func queryChoice<Choice: RawRepresentable<String> & CaseIterable>(
        _ parameter: String, of type: Choice.Type
    ) throws -> Choice? {
        guard let text = try request.query(parameter) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw CallError.parameter(parameter, NameError(text: text, rule: "one of \(known)"))
        }
        return choice
    }
}
