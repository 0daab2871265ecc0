import Catalog
package import HTTP
import Records

/// Endpoints as the router's routes: each request is authorised and its query checked before the
/// handler sees it.
package enum EndpointRoutes {
    package static func routes(of endpoints: [Endpoint], in context: Context) -> [Route] {
        endpoints.map { endpoint in
            Route(
                endpoint.method, endpoint.template,
                bodyLimit: endpoint.body?.byteLimit.byteCount(in: context.limits) ?? 0,
                handler: handler(of: endpoint, in: context))
        }
    }

    /// Bodies are read as they are: what claims to be compressed is not stored as something else.
    private static func refuseEncoding(of request: Request) throws(CallError) {
        guard let encoding = request.field("content-encoding") else { return }
        guard encoding.lowercased() == "identity" else { throw .contentEncoding(encoding) }
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
                refusal(of: head, endpoint.scope, in: context) ?? queryRefusal(of: head, endpoint)
                    ?? handle(context)
            }
        case .remembering(let recall, let handle):
            .remembering(
                { head in
                    // What must be refused for more than its caller is refused the other way.
                    guard !head.hasQuery, head.field("content-encoding") == nil else { return nil }
                    return refusal(of: head, endpoint.scope, in: context) ?? recall(context, head)
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

    /// The answer to a caller who may not do this; nil for one who may.
    private static func refusal(
        of head: borrowing RequestHead, _ scope: Scope?, in context: Context
    ) -> Response? {
        guard let scope else { return nil }
        do {
            _ = try context.access.caller(
                authorization: head.field("authorization"), needing: scope)
            return nil
        } catch {
            return Problems.problem(for: error).response(requestID: head.requestID)
        }
    }

    private static func waiting(
        _ endpoint: Endpoint, in context: Context,
        _ handle: @escaping @Sendable (Call) async throws -> Response
    ) -> @Sendable (Request) async throws -> Response {
        let (scope, queryNames) = (endpoint.scope, endpoint.queryNames)
        let (byteLimit, isWriting) = (endpoint.body?.byteLimit, endpoint.isWriting)
        return { request in
            let caller = try context.access.caller(
                authorization: request.field("authorization"), needing: scope)
            try refuseEncoding(of: request)
            for name in try request.queryNames where !queryNames.contains(name) {
                throw RequestError.unknownQuery(name, known: queryNames)
            }
            // A body is not asked for, nor read, when there is nobody to do something with it.
            if byteLimit != nil, !context.hasRoom(isWriting: isWriting) {
                throw RequestError.overloaded
            }
            let share = try bodyShare(of: request, byteLimit, in: context)
            defer { share.giveBack() }
            return try await handle(
                Call(
                    request: request, caller: caller, context: context,
                    isWriting: isWriting, memory: share))
        }
    }
}
