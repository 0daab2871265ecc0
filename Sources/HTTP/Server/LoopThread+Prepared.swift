internal import Posix

/// Answers that are ready: copied out at once, without a current request.
extension LoopThread {
    /// Answers with a prepared response; false where it does not fit the request as it is.
    mutating func answerAtOnce(
        _ connection: inout Connection, _ head: UnsafeBufferPointer<UInt8>, _ route: Int,
        _ prepared: PreparedResponse
    ) -> Bool {
        guard let choice = choose(connection, head, prepared) else { return false }
        connection.exchange.headCompleted(
            keepsAlive: table.pointee.keepsAlive, hasBody: false, expectsContinue: false)
        let keepsAlive = connection.exchange.answerBegan(canDiscard: true, endsByClosing: false)
        let requestID = connection.nextRequestID
        connection.nextRequestID = requestID.next
        let start = gathered.count
        gathered.append(choice.head)
        HeadWriter.writePassing(
            HeadWriter.Context(
                requestID: requestID, keepsAlive: keepsAlive, isVersion10: false),
            dateLine: date.line, into: &gathered)
        if let content = choice.content { gathered.append(content) }
        connection.pace = Pace()
        let began = now
        now = Clock.monotonicNanoseconds
        context.observer.finished(
            FinishedExchange(
                method: table.pointee.method, route: route,
                routeTemplate: context.router.routes[route].template.text,
                path: context.wantsPaths ? head.span.text(in: table.pointee.path.range) : "",
                status: choice.status, receivedBytes: Int64(head.count),
                sentBytes: Int64(gathered.count - start), durationNanoseconds: now - began,
                requestID: requestID, peer: connection.peer))
        execute(connection.exchange.answerSent(), &connection)
        return true
    }

    /// What of a prepared response is sent.
    private struct Choice {
        let status: Int
        let head: [UInt8]
        let content: [UInt8]?
    }

    /// Nil where the answer depends on more than the method and one If-None-Match, or must wait.
    @inline(__always)
    private func choose(
        _ connection: borrowing Connection, _ head: UnsafeBufferPointer<UInt8>,
        _ prepared: PreparedResponse
    ) -> Choice? {
        guard connection.request == nil, connection.output.isEmpty, !table.pointee.isVersion10,
            !(table.pointee.namesCodings && prepared.dependsOnEncoding)
        else { return nil }
        let method = table.pointee.method
        guard method == .get || method == .head else { return nil }
        if table.pointee.isConditional {
            guard let lines = prepared.notModifiedHead, let etag = prepared.response.etag,
                HeadFields.soleConditionHolds(etag, in: head.span, table: table.pointee)
            else { return nil }
            return Choice(status: Status.notModified.rawValue, head: lines, content: nil)
        }
        guard let wholeHead = prepared.wholeHead else { return nil }
        let status = prepared.response.status.rawValue
        if method == .head { return Choice(status: status, head: wholeHead, content: nil) }
        guard let content = prepared.content, content.count <= LoopThread.gatheredByteLimit
        else { return nil }
        return Choice(status: status, head: wholeHead, content: content)
    }
}
