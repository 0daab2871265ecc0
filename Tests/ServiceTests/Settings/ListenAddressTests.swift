import Testing

@testable import Service

struct ListenAddressTests {
    @Test(arguments: ["127.0.0.1:8080", "0.0.0.0:0", "[::1]:65535", "[2001:db8::1]:80"])
    func `a numeric address and a port are read and written alike`(text: String) {
        #expect(ListenAddress(text)?.description == text)
    }

    @Test(arguments: [
        "", "8080", ":8080", "localhost:8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
        "127.0.0.1:080", "127.0.0.1:+1", "::1:80", "[::1]", "[127.0.0.1]:80", "[]:80",
        "127.0.0.1\u{0}:80",
    ])
    func `names, missing ports and odd numbers are refused`(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test func `the default is loopback`() {
        #expect(ListenAddress(ipv4Loopback: 8080) == ListenAddress("127.0.0.1:8080"))
    }
}
