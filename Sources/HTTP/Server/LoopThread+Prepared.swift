internal import Posix

/// Answers that are ready: copied out at once, without a current request.
extension LoopThread {
    /// Answers with a prepared response; false where it does not fit the request as it is.
    mutating func answerAtOnce(
        _ connection: inout Connection, _ head: UnsafeBufferPointer<UInt8>, _ route: Int,
        _ prepared: PreparedResponse
    ) -> Bool {
        guard connection.request == nil, connection.output.isEmpty,
            let form = form(of: prepared, head)
        else { return false }
        connection.exchange.headCompleted(
            keepsAlive: table.pointee.keepsAlive, hasBody: false, expectsContinue: false)
        let context = HeadWriter.Context(
            requestID: connection.nextRequestID,
            keepsAlive: connection.exchange.answerBegan(canDiscard: true, endsByClosing: false),
            isVersion10: false, isSecure: connection.transport.isSecure)
        connection.nextRequestID = context.requestID.next
        let start = gathered.count
        gathered.append(
            form == .notModified ? prepared.notModifiedHead : prepared.wholeHead)
        HeadWriter.writePassing(context, dateLine: date.line, into: &gathered)
        if form == .whole { gathered.append(prepared.content) }
        connection.pace = Pace()
        finish(
            &connection, head, route, context.requestID,
            status: form == .notModified ? .notModified : prepared.response.status,
            sentByteCount: gathered.count - start)
        execute(connection.exchange.answerSent(), &connection)
        return true
    }

    // Not inlined: the compiler (6.3.1) fails over what cannot be copied.
    @inline(never)
    private mutating func finish(
        _ connection: inout Connection, _ head: UnsafeBufferPointer<UInt8>, _ route: Int,
        _ requestID: RequestID, status: Status, sentByteCount: Int
    ) {
        let began = now
        now = Clock.monotonicNanoseconds
        let path = context.wantsPaths ? table.pointee.path.range : 0..<0
        recorder.finished(
            FinishedExchange(
                method: table.pointee.method, route: route,
                path: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: head[path])),
                status: status.rawValue, receivedBytes: Int64(head.count),
                sentBytes: Int64(sentByteCount), startNanoseconds: began, endNanoseconds: now,
                requestID: requestID, trace: trace(of: head), peer: connection.peer, cut: nil))
    }

    /// What of a prepared response is sent.
    private enum Form {
        case whole, head, notModified
    }

    /// Nil where the answer depends on more than the method and one If-None-Match, or must wait.
    @inline(__always)
    private func form(
        of prepared: PreparedResponse, _ head: UnsafeBufferPointer<UInt8>
    ) -> Form? {
        let method = table.pointee.method
        guard method == .get || method == .head, !table.pointee.isVersion10,
            !table.pointee.wantsDigest,
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
