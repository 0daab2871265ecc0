/// A queue: first in, first out, in constant amortised time. Its owner bounds it.
struct FIFO<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var isEmpty: Bool { head == elements.count }
    var count: Int { elements.count - head }
    var first: Element? { isEmpty ? nil : elements[head] }

    mutating func append(_ element: Element) { elements.append(element) }

    /// Puts an element before all others.
    mutating func prepend(_ element: Element) {
        if head > 0 {
            head -= 1
            elements[head] = element
        } else {
            elements.insert(element, at: 0)
        }
    }

    mutating func removeFirst() -> Element? {
        guard !isEmpty else { return nil }
        let element = elements[head]
        elements[head] = nil
        head += 1
        if head == elements.count {
            // Keeps the memory of a short queue and gives back that of a long one.
            elements.removeAll(keepingCapacity: head < FIFO.compactingCount)
            head = 0
        } else if head >= FIFO.compactingCount, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    // Places in front that are worth moving the rest for.
    private static var compactingCount: Int { 32 }
}

extension FIFO: Sendable where Element: Sendable {}
