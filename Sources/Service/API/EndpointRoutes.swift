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

    private static func handler(of endpoint: Endpoint, in context: Context) -> Route.Handler {
        let (scope, queryNames) = (endpoint.scope, endpoint.queryNames)
        switch endpoint.handler {
        case .immediate(let handle):
            return .immediate { head in
                do {
                    _ = try context.access.caller(
                        authorization: head.field("authorization"), needing: scope)
                    return handle(context)
                } catch {
                    return Problems.problem(for: error).response(requestID: head.requestID)
                }
            }
        case .waiting(let handle):
            return .waiting { request in
                let caller = try context.access.caller(
                    authorization: request.field("authorization"), needing: scope)
                try refuseEncoding(of: request)
                for name in try request.queryNames where !queryNames.contains(name) {
                    throw RequestError.unknownQuery(name, known: queryNames)
                }
                return try await handle(Call(request: request, caller: caller, context: context))
            }
        }
    }
}
