internal import Posix

/// Answers that are ready: copied out at once, without a current request.
extension LoopThread {
    /// Answers with a prepared response; false where it does not fit the request as it is.
    mutating func answerAtOnce(
        _ connection: inout Connection, _ head: UnsafeBufferPointer<UInt8>, _ route: Int,
        _ prepared: PreparedResponse
    ) -> Bool {
        guard let form = form(of: prepared, for: connection, head) else { return false }
        connection.exchange.headCompleted(
            keepsAlive: table.pointee.keepsAlive, hasBody: false, expectsContinue: false)
        let context = HeadWriter.Context(
            requestID: connection.nextRequestID,
            keepsAlive: connection.exchange.answerBegan(canDiscard: true, endsByClosing: false),
            isVersion10: false)
        connection.nextRequestID = context.requestID.next
        let start = gathered.count
        gathered.append(
            form == .notModified ? prepared.notModifiedHead : prepared.wholeHead)
        HeadWriter.writePassing(context, dateLine: date.line, into: &gathered)
        if form == .whole { gathered.append(prepared.content) }
        connection.pace = Pace()
        finish(
            connection, head, route, context.requestID,
            status: form == .notModified ? .notModified : prepared.response.status,
            sentByteCount: gathered.count - start)
        execute(connection.exchange.answerSent(), &connection)
        return true
    }

    private mutating func finish(
        _ connection: borrowing Connection, _ head: UnsafeBufferPointer<UInt8>, _ route: Int,
        _ requestID: RequestID, status: Status, sentByteCount: Int
    ) {
        let began = now
        now = Clock.monotonicNanoseconds
        context.observer.finished(
            FinishedExchange(
                method: table.pointee.method, route: route,
                routeTemplate: context.router.routes[route].template.text,
                path: context.wantsPaths ? head.span.text(in: table.pointee.path.range) : "",
                status: status.rawValue, receivedBytes: Int64(head.count),
                sentBytes: Int64(sentByteCount), durationNanoseconds: now - began,
                requestID: requestID, peer: connection.peer))
    }

    /// What of a prepared response is sent.
    private enum Form {
        case whole, head, notModified
    }

    /// Nil where the answer depends on more than the method and one If-None-Match, or must wait.
    @inline(__always)
    private func form(
        of prepared: PreparedResponse, for connection: borrowing Connection,
        _ head: UnsafeBufferPointer<UInt8>
    ) -> Form? {
        let method = table.pointee.method
        guard method == .get || method == .head, connection.request == nil,
            connection.output.isEmpty, !table.pointee.isVersion10,
            !(table.pointee.namesCodings && prepared.dependsOnEncoding)
        else { return nil }
        if table.pointee.isConditional {
            guard !prepared.notModifiedHead.isEmpty, let etag = prepared.response.etag,
                HeadFields.soleConditionHolds(etag, in: head.span, table: table.pointee)
            else { return nil }
            return .notModified
        }
        guard !prepared.wholeHead.isEmpty else { return nil }
        if method == .head { return .head }
        let isAtHand =
            !prepared.isContentElsewhere && prepared.content.count <= LoopThread.gatheredByteLimit
        return isAtHand ? .whole : nil
    }
}
