import Testing

@testable import HTTP

struct RequestIDTests {
    @Test func `an identity is 32 digits, and the next is another`() {
        let identity = RequestID(high: 0x0123_4567_89AB_CDEF, low: .max)
        #expect(identity.description == "0123456789abcdefffffffffffffffff")
        #expect(identity.next.description == "0123456789abcdef0000000000000000")
        #expect(RequestID.random() != RequestID.random())
    }
}
