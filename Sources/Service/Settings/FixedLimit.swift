import Codecs
import HTTP

/// A bound that is no setting, for the documents: its value is read from where it holds.
struct FixedLimit {
    let what: String
    let value: String
    /// Why no operator can tell a better value; completes "because".
    let reason: String

    static let all: [FixedLimit] = requests + answers

    private static let json = JSONReader.Limits()
    private static let engine = HTTPLimits()

    private static let requests = [
        FixedLimit(
            what: "parameters of a query", value: "\(HTTPLimits.queryParameterCount)",
            reason: "no route has a quarter of that"),
        FixedLimit(
            what: "ranges of one request; with more, all is sent",
            value: "\(HTTPLimits.rangeCount)",
            reason: "each costs a head in the answer; none is sent twice"),
        FixedLimit(
            what: "depth of a JSON document", value: "\(json.depth)",
            reason: "the reader calls itself, and ours are four deep"),
        FixedLimit(
            what: "bytes of a JSON number", value: "\(json.numberLength)",
            reason: "a double needs 24"),
        FixedLimit(
            what: "members of a JSON object; equal names are refused",
            value: "\(json.memberCount)",
            reason: "a member is found by looking at those before it"),
        FixedLimit(
            what: "times that a body in gzip may grow",
            value: "\(ServiceLimits().bodyExpansionFactor)",
            reason: "honest JSON grows twenty times, a bomb a thousand times"),
        FixedLimit(
            what: "entries of a page", value: "\(PageRequest.entryLimit)",
            reason: "it is made in memory; the next page is a request away"),
    ]

    private static let answers = [
        FixedLimit(
            what: "requests of one connection before others have their turn",
            value: "\(engine.requestsPerTurn)",
            reason: "pipelining is no way to the front"),
        FixedLimit(
            what: "bytes sent to one connection before others have their turn",
            value: ByteSize.text(engine.sentBytesPerTurn),
            reason: "a large answer costs a small one no more than a millisecond"),
        FixedLimit(
            what: "bytes held for one connection: input, and twice what is read ahead",
            value: ByteSize.text(HTTPLimits.inputByteCount + 2 * engine.readAheadByteCount),
            reason: "nothing is read from who does not read"),
        FixedLimit(
            what: "bytes that are read past after a last answer",
            value: ByteSize.text(Int(engine.lingerByteCount)),
            reason: "a client that sends on must still get to the answer that refused it"),
        FixedLimit(
            what: "refused connections that are told why at the same time",
            value: "\(engine.refusedConnectionCount)",
            reason: "beyond it, a flood is not worth an answer"),
    ]
}
