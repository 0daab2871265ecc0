import Catalog
package import HTTP
import Records

/// Endpoints as the router's routes: each request is authorised and its query checked before the
/// handler sees it.
package enum EndpointRoutes {
    package static func routes(of endpoints: [Endpoint], in context: Context) -> [Route] {
        endpoints.flatMap { endpoint in
            let handler = handler(of: endpoint, in: context)
            return endpoint.methods.map { method in
                Route(
                    method, endpoint.template,
                    bodyLimit: endpoint.body?.byteLimit.byteCount(in: context.limits) ?? 0,
                    acceptedQuery: method == .query
                        ? endpoint.body?.contents.first?.mediaType : nil,
                    handler: handler)
            }
        }
    }

    /// The request with its content in no coding: gzip is taken away while the content is read,
    /// where the endpoint says that it takes it; anything else is not stored as something else.
    private static func decoded(
        _ request: Request, _ body: Endpoint.BodyDescription?, in context: Context
    ) throws(CallError) -> Request {
        guard let coding = request.field("content-encoding"), coding.lowercased() != "identity"
        else { return request }
        let type = request.field("content-type").flatMap(MediaType.parse)?.essence
        let content = body?.contents.first { $0.mediaType.essence == type }
        guard let body, let content, content.takesGzip else {
            throw .contentEncoding(coding, accepted: ["identity"])
        }
        // RFC 9110 §8.4.1.3: x-gzip is the same.
        guard ["gzip", "x-gzip"].contains(coding.lowercased()) else {
            throw .contentEncoding(coding, accepted: ["gzip", "identity"])
        }
        return request.decodingGzip(
            ExpansionLimit(
                byteCount: body.byteLimit.byteCount(in: context.limits),
                factor: context.limits.bodyExpansionFactor))
    }

    /// The memory for a request's body: what it always takes, before it is read. One that is read
    /// whole takes more as it arrives (``Call/bytes(limit:)``), so a slow client holds only what
    /// it has sent.
    private static func bodyShare(
        of request: Request, _ limit: Endpoint.ByteLimit?, in context: Context
    ) throws -> ByteBudget.Share {
        let share = ByteBudget.Share(of: context.bodyBudget)
        let byteCount = limit?.fixedMemoryByteCount(declared: request.body.declaredByteCount) ?? 0
        guard share.grow(by: byteCount) else { throw RequestError.overloaded }
        return share
    }

    private static func handler(of endpoint: Endpoint, in context: Context) -> Route.Handler {
        switch endpoint.handler {
        case .immediate(let handle):
            .immediate { head in
                do throws(AccessError) {
                    let caller = try caller(of: head, endpoint, in: context)
                    if let refusal = queryRefusal(of: head, endpoint) { return refusal }
                    let limit = try count(head, of: caller, endpoint, in: context)
                    return handle(context).with(limit, nil)
                } catch {
                    return Problems.problem(for: error).response(requestID: head.requestID)
                }
            }
        case .remembering(let recall, let handle):
            .remembering(
                { head in
                    // What must be refused for more than its caller is refused the other way.
                    guard !head.hasQuery, head.field("content-encoding") == nil else { return nil }
                    return recalled(head, endpoint, in: context, recall)
                }, orWaiting: waiting(endpoint, in: context, handle))
        case .waiting(let handle): .waiting(waiting(endpoint, in: context, handle))
        }
    }

    /// The answer to a query parameter that nobody knows; nil for none. What is open to everybody
    /// answers whatever a prober adds.
    private static func queryRefusal(of head: borrowing RequestHead, _ endpoint: Endpoint)
        -> Response?
    {
        guard head.hasQuery, endpoint.scope != nil else { return nil }
        do {
            for name in try head.queryNames where !endpoint.queryNames.contains(name) {
                throw RequestError.unknownQuery(name, known: endpoint.queryNames)
            }
            return nil
        } catch {
            return Problems.problem(for: error).response(requestID: head.requestID)
        }
    }

    /// What is remembered, for one who may have it; nil when nothing is: then nothing is counted.
    private static func recalled(
        _ head: borrowing RequestHead, _ endpoint: Endpoint, in context: Context,
        _ recall: (Context, borrowing RequestHead) -> Response?
    ) -> Response? {
        do throws(AccessError) {
            let caller = try caller(of: head, endpoint, in: context)
            guard let response = recall(context, head) else { return nil }
            let limit = try count(head, of: caller, endpoint, in: context)
            // What is in memory is sent at once; what is in a file takes as long as its reader.
            let takesTime = head.method != .head && !response.body.isInMemory
            return response.with(
                limit, takesTime ? try context.reception.lease(for: caller) : nil)
        } catch {
            return Problems.problem(for: error).response(requestID: head.requestID)
        }
    }

    private static func caller(
        of head: borrowing RequestHead, _ endpoint: Endpoint, in context: Context
    ) throws(AccessError) -> Caller {
        guard let scope = endpoint.scope else { return .anonymous }
        return try context.reception.caller(
            authorization: head.field("authorization"), from: head.source, needing: scope)
    }

    private static func count(
        _ head: borrowing RequestHead, of caller: Caller, _ endpoint: Endpoint, in context: Context
    ) throws(AccessError) -> RateLimit? {
        try context.reception.count(
            caller, from: head.source, isCounted: endpoint.isCounted && head.method != .head)
    }

    private static func waiting(
        _ endpoint: Endpoint, in context: Context,
        _ handle: @escaping @Sendable (Call) async throws -> Response
    ) -> @Sendable (Request) async throws -> Response {
        let (scope, queryNames) = (endpoint.scope, endpoint.queryNames)
        let (body, isWriting) = (endpoint.body, endpoint.isWriting)
        let (reception, isCounted) = (context.reception, endpoint.isCounted)
        return { request in
            let caller = try reception.caller(
                authorization: request.field("authorization"), from: request.source,
                needing: scope)
            let limit = try reception.count(
                caller, from: request.source, isCounted: isCounted && request.method != .head)
            let lease = try reception.lease(for: caller)
            let request = try decoded(request, body, in: context)
            for name in try request.queryNames where !queryNames.contains(name) {
                throw RequestError.unknownQuery(name, known: queryNames)
            }
            // A body is not asked for, nor read, when there is nobody to do something with it.
            if body != nil, !context.hasRoom(isWriting: isWriting) {
                throw RequestError.overloaded
            }
            let share = try bodyShare(of: request, body?.byteLimit, in: context)
            defer { share.giveBack() }
            return try await handle(
                Call(
                    request: request, caller: caller, context: context,
                    isWriting: isWriting, memory: share)
            ).with(limit, lease)
        }
    }
}

extension Response {
    /// The same with what its caller may still ask, and with what lives until it is sent.
    fileprivate consuming func with(_ limit: RateLimit?, _ lease: TokenLeases.Lease?) -> Response {
        guard limit != nil || lease != nil else { return self }
        rateLimit = limit
        self.lease = lease
        return self
    }
}
