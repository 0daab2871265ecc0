import Testing

@testable import Posix

struct SocketWakeupTests {
    private func expect(_ count: Int, from epoll: inout Epoll, milliseconds: Int) {
        let reported = epoll.wait(timeoutMilliseconds: milliseconds)
        #expect(reported == count)
    }

    @Test func `signals that nobody took are one`() throws {
        let wakeup = try Wakeup()
        var epoll = try Epoll()
        try epoll.addReadable(wakeup.rawDescriptor, token: 1)
        expect(0, from: &epoll, milliseconds: 0)
        wakeup.signal()
        wakeup.signal()
        expect(1, from: &epoll, milliseconds: 5000)
        wakeup.take()
        expect(0, from: &epoll, milliseconds: 0)
    }

    @Test func `a thread runs its function, and join waits for it`() throws {
        let monitor = Monitor(0)
        let thread = try NativeThread.start(name: "test") { monitor.update { $0 = 7 } }
        thread.join()
        thread.join()
        #expect(monitor.update { $0 } == 7)
    }

    @Test func `a waiter is woken when its condition holds`() throws {
        let monitor = Monitor(0)
        let thread = try NativeThread.start(name: "test") {
            for _ in 0..<100 { monitor.change { $0 += 1 } }
        }
        #expect(monitor.await { $0 == 100 ? $0 : nil } == 100)
        thread.join()
    }
}
