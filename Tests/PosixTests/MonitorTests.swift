import Testing

@testable import Posix

struct MonitorTests {
    @Test func `a wait ends with the change that it waits for`() throws {
        let monitor = Monitor(0)
        let thread = try NativeThread.start(name: "test") {
            for _ in 0..<1000 { monitor.change { $0 += 1 } }
        }
        let seen = monitor.wait(timeoutMilliseconds: 20_000) { $0 == 1000 ? $0 : nil }
        #expect(seen == 1000)
        thread.join()
        thread.join()
    }

    @Test func `a wait without a change ends with nothing`() {
        let monitor = Monitor(0)
        #expect(monitor.wait(timeoutMilliseconds: 1) { $0 > 0 ? true : nil } == nil)
        #expect(monitor.wait(timeoutMilliseconds: 0) { $0 == 0 ? true : nil } == true)
    }

    @Test func `changes from many threads do not get lost`() throws {
        let monitor = Monitor(0)
        let threads = try (0..<8).map { _ in
            try NativeThread.start(name: "test") { for _ in 0..<500 { monitor.change { $0 += 1 } } }
        }
        for thread in threads { thread.join() }
        #expect(monitor.change { $0 } == 4000)
    }

    @Test func `an error leaves the monitor free`() {
        let monitor = Monitor(0)
        #expect(throws: Errno.ioError) {
            try monitor.change { _ throws(Errno) in throw .ioError }
        }
        #expect(monitor.change { $0 } == 0)
    }
}
