import Posix
import TestSupport
import Testing

@testable import Service

/// Bytes on their way to one other thread.
struct ByteRingTests {
    private static func append(_ text: String, to ring: ByteRing) {
        Array(text.utf8).withUnsafeBytes { ring.append($0) }
    }

    private static func take(_ byteCount: Int, from ring: ByteRing) -> String {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        let count = bytes.withUnsafeMutableBytes { ring.take(into: $0) }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    @Test func `what is not published is not read`() {
        let ring = ByteRing(byteCount: 16)
        Self.append("one\n", to: ring)
        #expect(Self.take(16, from: ring) == "")
        #expect(ring.publish() == 4)
        #expect(ring.publish() == 0, "nothing is new")
        #expect(Self.take(16, from: ring) == "one\n")
    }

    @Test func `lines go over the end of the memory`() {
        let ring = ByteRing(byteCount: 16)
        for number in 0..<100 {
            Self.append("line \(number)\n", to: ring)
            _ = ring.publish()
            #expect(Self.take(16, from: ring) == "line \(number)\n")
        }
        #expect(ring.refusedCount == 0)
    }

    @Test func `only whole lines are taken`() {
        let ring = ByteRing(byteCount: 32)
        Self.append("one\n", to: ring)
        Self.append("second\n", to: ring)
        _ = ring.publish()
        #expect(Self.take(8, from: ring) == "one\n")
        #expect(Self.take(8, from: ring) == "second\n")
    }

    @Test func `a line without room is lost whole, and counted`() {
        let ring = ByteRing(byteCount: 8)
        Self.append("12345\n", to: ring)
        Self.append("abc\n", to: ring)
        Self.append("d\n", to: ring)
        _ = ring.publish()
        #expect(Self.take(8, from: ring) == "12345\nd\n")
        #expect(ring.refusedCount == 1)
    }

    @Test func `two threads lose nothing that was not refused, and mix nothing up`() throws {
        let ring = ByteRing(byteCount: 4096)
        let lineCount = 20_000
        let hasEnded = Monitor(false)
        let thread = try NativeThread.start(name: "writes") {
            for number in 0..<lineCount {
                Self.append("\(number)\n", to: ring)
                if number % 3 == 0 { _ = ring.publish() }
            }
            _ = ring.publish()
            hasEnded.change { $0 = true }
        }
        var numbers: [Int] = []
        var isLast = false
        while true {
            let text = Self.take(512, from: ring)
            #expect(text.isEmpty || text.hasSuffix("\n"))
            numbers += text.split(separator: "\n").compactMap { Int($0) }
            if text.isEmpty {
                if isLast { break }
                isLast = hasEnded.look { $0 }
            }
        }
        thread.join()
        #expect(numbers.count + ring.refusedCount == lineCount)
        #expect(numbers == numbers.sorted())
        #expect(Set(numbers).count == numbers.count)
    }
}
