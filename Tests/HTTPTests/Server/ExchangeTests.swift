import Testing

@testable import HTTP

struct ExchangeTests {
    /// An exchange whose request has been dispatched.
    private func handling(
        keepsAlive: Bool = true, hasBody: Bool = false, expectsContinue: Bool = false
    ) -> Exchange {
        var exchange = Exchange()
        exchange.headBegan()
        exchange.headCompleted(
            keepsAlive: keepsAlive, hasBody: hasBody, expectsContinue: expectsContinue)
        return exchange
    }

    private func began(_ exchange: inout Exchange, canDiscard: Bool = true) -> Bool {
        exchange.answerBegan(canDiscard: canDiscard, endsByClosing: false)
    }

    @Test func `keep-alive goes back to idle`() {
        var exchange = handling()
        #expect(began(&exchange))
        #expect(exchange.answerSent() == .readHead)
        #expect(exchange.state == .idle)
    }

    @Test func `close lingers`() {
        var exchange = handling(keepsAlive: false)
        #expect(!began(&exchange))
        #expect(exchange.answerSent() == .linger)
    }

    @Test func `a body is read when it is wanted, after 100 if that was expected`() {
        var plain = handling(hasBody: true)
        #expect(plain.bodyWanted() == .readBody)
        #expect(plain.bodyWanted() == .nothing)
        plain.bodyAdvanced(isComplete: false)
        #expect(plain.bodyWanted() == .readBody)
        plain.bodyAdvanced(isComplete: true)
        #expect(plain.bodyWanted() == .nothing)
        var expecting = handling(hasBody: true, expectsContinue: true)
        #expect(expecting.bodyWanted() == .sendContinue)
        #expect(began(&expecting))
    }

    @Test func `an early answer to an expectation closes`() {
        var exchange = handling(hasBody: true, expectsContinue: true)
        #expect(!began(&exchange))
        #expect(exchange.answerSent() == .linger)
    }

    @Test func `a body that nobody reads is read past, or closes`() {
        var short = handling(hasBody: true)
        #expect(began(&short))
        #expect(short.answerSent() == .discardBody)
        #expect(short.discardEnded(isComplete: true) == .readHead)
        var long = handling(hasBody: true)
        #expect(!began(&long, canDiscard: false))
        #expect(long.answerSent() == .linger)
        var endless = handling(hasBody: true)
        #expect(began(&endless))
        _ = endless.answerSent()
        #expect(endless.discardEnded(isComplete: false) == .linger)
    }

    @Test func `after a framing error the connection ends`() {
        var exchange = Exchange()
        exchange.headBegan()
        exchange.requestFailed()
        #expect(!began(&exchange))
        #expect(exchange.answerSent() == .linger)
        var body = handling(hasBody: true)
        _ = body.bodyWanted()
        body.bodyFailed()
        #expect(!began(&body))
    }

    @Test func `the end of the peer fails a body and ends what is idle`() {
        var idle = Exchange()
        #expect(idle.peerFinished(hasOutput: false) == .close)
        var sending = Exchange()
        #expect(sending.peerFinished(hasOutput: true) == .linger)
        var reading = handling(hasBody: true)
        _ = reading.bodyWanted()
        #expect(reading.peerFinished(hasOutput: false) == .failBody(.disconnected))
        var answering = handling()
        #expect(began(&answering))
        #expect(answering.peerFinished(hasOutput: false) == .nothing)
        #expect(answering.answerSent() == .linger)
    }

    @Test func `time-outs mean what the state says`() {
        var idle = Exchange()
        #expect(idle.timedOut() == .close)
        var head = Exchange()
        head.headBegan()
        #expect(head.timedOut() == .answer(.timedOut))
        var body = handling(hasBody: true)
        #expect(body.timedOut() == .nothing)
        _ = body.bodyWanted()
        #expect(body.timedOut() == .failBody(.timedOut))
        var answer = handling()
        _ = began(&answer)
        #expect(answer.timedOut() == .close)
    }

    @Test func `draining ends what is idle and lets the rest finish`() {
        var idle = Exchange()
        #expect(idle.drain(hasOutput: false) == .close)
        var busy = handling()
        #expect(busy.drain(hasOutput: false) == .nothing)
        #expect(!began(&busy))
        #expect(busy.answerSent() == .linger)
        var late = handling()
        #expect(began(&late))
        #expect(late.drain(hasOutput: false) == .nothing)
        #expect(late.answerSent() == .linger)
    }

    @Test func `closed is final whatever happens`() {
        var random = Seeded(seed: 6)
        for _ in 0..<2000 {
            var exchange = Exchange()
            var wasClosed = false
            for _ in 0..<30 {
                let action = happen(Int.random(in: 0..<12, using: &random), to: &exchange)
                if wasClosed {
                    #expect(action == .nothing)
                    #expect(exchange.state == .closed)
                }
                wasClosed = exchange.state == .closed
            }
        }
    }

    private func happen(_ event: Int, to exchange: inout Exchange) -> Exchange.Action {
        switch event {
        case 0: exchange.headBegan()
        case 1: exchange.headCompleted(keepsAlive: true, hasBody: true, expectsContinue: false)
        case 2: exchange.headCompleted(keepsAlive: false, hasBody: false, expectsContinue: false)
        case 3: exchange.requestFailed()
        case 4: return exchange.bodyWanted()
        case 5: _ = began(&exchange)
        case 6: return exchange.answerSent()
        case 7: return exchange.discardEnded(isComplete: true)
        case 8: return exchange.peerFinished(hasOutput: false)
        case 9: return exchange.timedOut()
        case 10: return exchange.drain(hasOutput: false)
        default: return exchange.close(.lost)
        }
        return .nothing
    }
}
