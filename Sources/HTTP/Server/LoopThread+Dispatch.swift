internal import Codecs
internal import Posix

/// From a complete head to its handler.
extension LoopThread {
    /// Serves the head in the first `headByteCount` bytes of the window.
    mutating func dispatch(_ connection: inout Connection, headByteCount: Int) {
        let head = UnsafeBufferPointer(rebasing: input[..<headByteCount])
        consume(headByteCount)
        connection.scannedByteCount = 0
        beginRequest(&connection, receivedByteCount: headByteCount)
        do {
            try RequestHeadParser.parse(head.span, into: &table.pointee, limits: limits)
        } catch {
            fail(&connection, error)
            return
        }
        acceptHead(&connection, head)
        do {
            switch try route(head) {
            case .route(let match): try serve(&connection, head, match)
            case .otherMethods(let methods): try refuse(&connection, methods)
            case .missing: throw RequestError.routeMissing
            }
        } catch {
            answer(&connection, error)
        }
    }

    /// Answers what is not a request, and closes.
    mutating func answerEarly(_ connection: inout Connection, _ reason: RequestError) {
        beginRequest(&connection, receivedByteCount: window.count)
        fail(&connection, reason)
    }

    private mutating func fail(_ connection: inout Connection, _ reason: RequestError) {
        connection.exchange.requestFailed()
        window = 0..<0
        connection.input = []
        answer(&connection, reason)
    }

    private mutating func beginRequest(_ connection: inout Connection, receivedByteCount: Int) {
        var request = CurrentRequest(
            requestID: connection.nextRequestID, startNanoseconds: Clock.monotonicNanoseconds)
        request.receivedByteCount = Int64(receivedByteCount)
        connection.request = request
        connection.nextRequestID = connection.nextRequestID.next
        connection.pace = Pace()
        connection.discardedByteCount = 0
    }

    private func acceptHead(_ connection: inout Connection, _ head: UnsafeBufferPointer<UInt8>) {
        let framing = table.pointee.framing
        connection.exchange.headCompleted(
            keepsAlive: table.pointee.keepsAlive, hasBody: framing != .none,
            expectsContinue: table.pointee.expectsContinue)
        connection.request?.method = table.pointee.method
        connection.request?.path = head.span.text(in: table.pointee.path.range)
        connection.request?.isVersion10 = table.pointee.isVersion10
        if table.pointee.namesCodings {
            let accepted = HeadFields.value(
                "accept-encoding", in: head.span, table: table.pointee)
            connection.request?.acceptsGzip = ContentCoding.allowsGzip(accepted ?? "")
        }
        if table.pointee.isConditional {
            connection.request?.conditions = Conditions(head.span, table.pointee)
        }
        switch framing {
        case .none: break
        case .length(let byteCount): connection.request?.declaredByteCount = byteCount
        case .chunked: break
        }
        if framing != .none {
            connection.request?.decoder = BodyDecoder(framing, limit: .max, limits: limits)
        }
    }

    private func route(_ head: UnsafeBufferPointer<UInt8>) throws(RequestError) -> Router.Outcome {
        let path = table.pointee.path.range
        guard head[path.lowerBound] != UInt8(ascii: "*") else {
            return .otherMethods(context.router.allMethods)
        }
        return try context.router.find(table.pointee.method, path, in: head.span)
    }

    private mutating func refuse(
        _ connection: inout Connection, _ methods: [Method]
    ) throws(RequestError) {
        guard table.pointee.method == .options else { throw .methodNotAllowed(methods) }
        let response = Response(.noContent, fields: [Router.allowField(methods)])
        answer(&connection, response)
    }

    private mutating func serve(
        _ connection: inout Connection, _ head: UnsafeBufferPointer<UInt8>, _ match: RouteMatch
    ) throws(RequestError) {
        let route = context.router.routes[match.route]
        connection.request?.route = match.route
        try checkBody(&connection, route)
        let requestID = connection.request?.requestID ?? connection.nextRequestID
        switch route.handler {
        case .immediate(let handle):
            let view = RequestHead(
                bytes: head, table: table, match: match,
                parameterNames: context.router.parameterNames[match.route], requestID: requestID)
            answer(&connection, handle(view))
        case .waiting(let handle):
            let body = try requestBody(&connection, head, route)
            let request = try Request(
                head.span, table.pointee, match,
                parameterNames: context.router.parameterNames[match.route],
                requestID: requestID, peer: connection.peer, body: body)
            connection.request?.body = body
            start(&connection, request, handle)
        }
    }

    /// Refuses content that is declared to be too large, before any of it is read.
    private func checkBody(
        _ connection: inout Connection, _ route: Route
    ) throws(RequestError) {
        let framing = table.pointee.framing
        guard framing != .none, route.bodyLimit > 0 || route.method.definesContent else { return }
        if case .length(let byteCount) = framing, byteCount > route.bodyLimit {
            throw .bodyTooLarge(limit: route.bodyLimit)
        }
        connection.request?.decoder = BodyDecoder(framing, limit: route.bodyLimit, limits: limits)
    }

    private func requestBody(
        _ connection: inout Connection, _ head: UnsafeBufferPointer<UInt8>, _ route: Route
    ) throws(RequestError) -> RequestBody {
        guard route.bodyLimit > 0 || route.method.definesContent else { return RequestBody() }
        var digests: [Digest] = []
        for name in ["content-digest", "repr-digest"] {
            guard let value = HeadFields.value(name, in: head.span, table: table.pointee) else {
                continue
            }
            if let digest = try DigestField.sha256(in: value) { digests.append(digest) }
        }
        let hasBody = table.pointee.framing != .none
        let token = connection.token
        return RequestBody(
            declaredByteCount: hasBody ? connection.request?.declaredByteCount : 0,
            digests: digests
        ) { [loop] in
            loop.post(.wantBody(token))
        }
    }

    private mutating func start(
        _ connection: inout Connection, _ request: Request,
        _ handle: @escaping @Sendable (Request) async throws -> Response
    ) {
        liveHandlerCount += 1
        let token = connection.token
        connection.request?.task = Task(executorPreference: loop) { [loop] in
            do {
                let response = try await handle(request)
                loop.post(.answer(token, .success(response)))
            } catch {
                loop.post(.answer(token, .failure(error)))
            }
        }
    }
}

extension Conditions {
    fileprivate init(_ head: Span<UInt8>, _ table: borrowing HeadTable) {
        ifMatch = HeadFields.value("if-match", in: head, table: table)
        ifNoneMatch = HeadFields.value("if-none-match", in: head, table: table)
        ifRange = HeadFields.value("if-range", in: head, table: table)
        range = HeadFields.value("range", in: head, table: table)
    }
}
