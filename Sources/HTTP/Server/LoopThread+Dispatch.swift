internal import Codecs
internal import Posix

/// From a complete head to its handler.
extension LoopThread {
    /// Reads the head in the first `headByteCount` bytes of the window, and serves it.
    mutating func dispatch(_ connection: inout Connection, headByteCount: Int) {
        let head = UnsafeBufferPointer(rebasing: input[..<headByteCount])
        do {
            try RequestHeadParser.parse(head.span, into: &table.pointee, limits: context.limits)
        } catch {
            consume(headByteCount)
            beginRequest(&connection, receivedByteCount: headByteCount)
            connection.request?.pointee.method = Method(beginning: head.span)
            fail(&connection, error)
            return
        }
        serve(&connection, headByteCount: headByteCount)
    }

    /// Serves the head in the first `headByteCount` bytes of the window, which is in the table.
    mutating func serve(_ connection: inout Connection, headByteCount: Int) {
        let head = UnsafeBufferPointer(rebasing: input[..<headByteCount])
        consume(headByteCount)
        connection.scannedByteCount = 0
        do {
            switch try route(head) {
            case .route(let match): try serve(&connection, head, match)
            case .otherMethods(let methods, let query):
                accept(&connection, head)
                try refuse(&connection, methods, query)
            case .missing: throw RequestError.routeMissing
            }
        } catch {
            if connection.request == nil { accept(&connection, head) }
            answer(&connection, error)
        }
    }

    /// Answers what is not a request, and closes.
    mutating func answerEarly(_ connection: inout Connection, _ reason: RequestError) {
        // What has come of a head is here or, when nothing more came, where the last turn left it.
        let method =
            window.isEmpty
            ? Method(beginning: connection.input.span)
            : Method(beginning: input.span)
        beginRequest(&connection, receivedByteCount: window.count)
        connection.request?.pointee.method = method
        fail(&connection, reason)
    }

    private mutating func fail(_ connection: inout Connection, _ reason: RequestError) {
        connection.exchange.requestFailed()
        window = 0..<0
        connection.input = []
        answer(&connection, reason)
    }

    private mutating func beginRequest(_ connection: inout Connection, receivedByteCount: Int) {
        if let earlier = connection.request { requests.giveBack(earlier) }
        connection.request = requests.take(
            connection.nextRequestID, startNanoseconds: now,
            receivedByteCount: Int64(receivedByteCount))
        connection.nextRequestID = connection.nextRequestID.next
        connection.pace = Pace()
        connection.discardedByteCount = 0
    }

    /// Makes the request in the table the connection's current one.
    private mutating func accept(
        _ connection: inout Connection, _ head: UnsafeBufferPointer<UInt8>
    ) {
        beginRequest(&connection, receivedByteCount: head.count)
        let framing = table.pointee.framing
        connection.exchange.headCompleted(
            keepsAlive: table.pointee.keepsAlive, hasBody: framing != .none,
            expectsContinue: table.pointee.expectsContinue)
        guard let request = connection.request else { return }
        request.pointee.method = table.pointee.method
        request.pointee.isVersion10 = table.pointee.isVersion10
        if table.pointee.namesCodings {
            let accepted = HeadFields.value(
                "accept-encoding", in: head.span, table: table.pointee)
            request.pointee.acceptsGzip = ContentCoding.allowsGzip(accepted ?? "")
        }
        if table.pointee.wantsDigest {
            request.pointee.wantsDigestTrailer = HeadFields.wantsDigestTrailer(
                in: head.span, table: table.pointee)
        }
        if context.wantsPaths {
            let path = table.pointee.path.range
            request.pointee.keepPath(UnsafeBufferPointer(rebasing: head[path]))
        }
        request.pointee.trace = trace(of: head)
        guard framing != .none else { return }
        if case .length(let byteCount) = framing { request.pointee.declaredByteCount = byteCount }
        request.pointee.decoder = Boxed(
            BodyDecoder(framing, limit: .max, limits: context.limits))
    }

    /// What the client says that its request is a part of.
    @inline(__always)
    func trace(of head: UnsafeBufferPointer<UInt8>) -> TraceContext? {
        guard table.pointee.traceParentCount == 1 else { return nil }
        return TraceContext(head.span.extracting(table.pointee.traceParent.range))
    }

    @inline(__always)
    private func route(_ head: UnsafeBufferPointer<UInt8>) throws(RequestError) -> Router.Outcome {
        let path = table.pointee.path.range
        guard head[path.lowerBound] != UInt8(ascii: "*") else {
            return .otherMethods(context.router.allMethods, acceptedQuery: nil)
        }
        return try context.router.find(table.pointee.method, path, in: head.span)
    }

    private mutating func refuse(
        _ connection: inout Connection, _ methods: [Method], _ acceptedQuery: MediaType?
    ) throws(RequestError) {
        guard table.pointee.method == .options else { throw .methodNotAllowed(methods) }
        var response = Response(.noContent, fields: [Router.allowField(methods)])
        if let acceptedQuery {
            response.fields.append(Field("Accept-Query", acceptedQuery.text))
        }
        answer(&connection, response)
    }

    private mutating func serve(
        _ connection: inout Connection, _ head: UnsafeBufferPointer<UInt8>, _ match: RouteMatch
    ) throws(RequestError) {
        if table.pointee.framing != .none {
            accept(&connection, head)
            try checkBody(&connection, match.route)
        }
        switch context.router.routes[match.route].handler {
        case .immediate(let handle):
            answer(&connection, head, match.route, handle(view(connection, head, match)))
        case .remembering(let recall, let handle):
            if let reply = recall(view(connection, head, match)) {
                answer(&connection, head, match.route, reply)
            } else {
                try wait(&connection, head, match, handle)
            }
        case .waiting(let handle): try wait(&connection, head, match, handle)
        }
    }

    @inline(__always)
    private func view(
        _ connection: borrowing Connection, _ head: UnsafeBufferPointer<UInt8>, _ match: RouteMatch
    ) -> RequestHead {
        RequestHead(
            bytes: head, table: table, match: match,
            parameterNames: context.router.parameterNames[match.route],
            requestID: connection.request?.pointee.requestID ?? connection.nextRequestID,
            source: connection.source)
    }

    private mutating func answer(
        _ connection: inout Connection, _ head: UnsafeBufferPointer<UInt8>, _ route: Int,
        _ reply: consuming Reply
    ) {
        switch consume reply {
        case .prepared(let prepared):
            if answerAtOnce(&connection, head, route, prepared) { return }
            answer(&connection, head, route, prepared.response)
        case .made(let response): answer(&connection, head, route, response)
        }
    }

    /// Answers with what a handler made inline: the head is still there.
    private mutating func answer(
        _ connection: inout Connection, _ head: UnsafeBufferPointer<UInt8>, _ route: Int,
        _ response: consuming Response
    ) {
        if connection.request == nil { accept(&connection, head) }
        connection.request?.pointee.route = route
        // The tag that counts is another one where the answer may be compressed.
        let isPlain = connection.request?.pointee.acceptsGzip != true
        noteConditions(&connection, head, isPlain ? response.etag : nil)
        answer(&connection, response)
    }

    private mutating func wait(
        _ connection: inout Connection, _ head: UnsafeBufferPointer<UInt8>, _ match: RouteMatch,
        _ handle: @escaping @Sendable (Request) async throws -> Response
    ) throws(RequestError) {
        if connection.request == nil { accept(&connection, head) }
        connection.request?.pointee.route = match.route
        noteConditions(&connection, head, nil)
        let body = try requestBody(&connection, head, match.route)
        let request = Request(
            head: try KeptHead(
                head, table.pointee, match,
                parameterNames: context.router.parameterNames[match.route]),
            requestID: connection.request?.pointee.requestID ?? connection.nextRequestID,
            peer: connection.peer, source: connection.source, body: body)
        connection.request?.pointee.body = body
        start(&connection, request, handle)
    }

    /// Refuses content that is declared to be too large, before any of it is read.
    private func checkBody(_ connection: inout Connection, _ route: Int) throws(RequestError) {
        guard readsContent(route) else { return }
        let (framing, limit) = (table.pointee.framing, context.router.routes[route].bodyLimit)
        if case .length(let byteCount) = framing, byteCount > limit {
            throw .bodyTooLarge(limit: limit)
        }
        connection.request?.pointee.decoder = Boxed(
            BodyDecoder(framing, limit: limit, limits: context.limits))
    }

    /// Whether there is content, and a route that may read it.
    private func readsContent(_ route: Int) -> Bool {
        table.pointee.framing != .none
            && (context.router.routes[route].bodyLimit > 0
                || context.router.routes[route].method.definesContent)
    }

    /// Keeps the conditions of the request for its answer.
    ///
    /// - Parameter etag: of an answer that is known already: a client which says that it holds just
    ///   that is the common case, and needs no copies.
    private func noteConditions(
        _ connection: inout Connection, _ head: UnsafeBufferPointer<UInt8>, _ etag: ETag?
    ) {
        guard table.pointee.isConditional, let request = connection.request else { return }
        if let etag, HeadFields.soleConditionHolds(etag, in: head.span, table: table.pointee) {
            request.pointee.isClientCurrent = true
        } else {
            request.pointee.conditions = Boxed(Conditions(head.span, table.pointee))
        }
    }

    private func requestBody(
        _ connection: inout Connection, _ head: UnsafeBufferPointer<UInt8>, _ route: Int
    ) throws(RequestError) -> RequestBody {
        guard
            context.router.routes[route].bodyLimit > 0
                || context.router.routes[route].method.definesContent
        else { return .none }
        var digests: [Digest] = []
        for name in DigestField.names {
            guard let value = HeadFields.value(name, in: head.span, table: table.pointee) else {
                continue
            }
            if let digest = try DigestField.sha256(in: value) { digests.append(digest) }
        }
        let trailer = HeadFields.value("trailer", in: head.span, table: table.pointee)
        let awaitsTrailer =
            table.pointee.framing == .chunked
            && trailer.map(DigestField.isAnnounced(inTrailer:)) ?? false
        let hasBody = table.pointee.framing != .none
        let token = connection.token
        return RequestBody(
            declaredByteCount: hasBody ? connection.request?.pointee.declaredByteCount : 0,
            digests: digests, awaitsTrailer: awaitsTrailer
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
        connection.request?.pointee.task = Task(executorPreference: loop) { [loop] in
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
