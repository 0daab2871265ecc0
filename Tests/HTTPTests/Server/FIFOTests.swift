import Testing

@testable import HTTP

struct FIFOTests {
    @Test func `it does what an array does`() {
        var random = Seeded(seed: 9)
        var queue = FIFO<Int>()
        var model: [Int] = []
        for step in 0..<20_000 {
            switch Int.random(in: 0..<(step / 2000 % 2 == 0 ? 3 : 6), using: &random) {
            case 0, 1:
                queue.append(step)
                model.append(step)
            case 2:
                queue.prepend(step)
                model.insert(step, at: 0)
            default: #expect(queue.removeFirst() == (model.isEmpty ? nil : model.removeFirst()))
            }
            #expect(queue.count == model.count)
            #expect(queue.first == model.first)
        }
    }
}
