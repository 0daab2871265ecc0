import Testing

@testable import Posix

struct SocketAddressTests {
    @Test(
        arguments: [
            ("127.0.0.1", 80, "127.0.0.1:80", true), ("10.1.2.3", 65535, "10.1.2.3:65535", false),
            ("::1", 8080, "[::1]:8080", true), ("2001:db8::1", 1, "[2001:db8::1]:1", false),
        ] as [(String, UInt16, String, Bool)])
    func `an address is written as it is read`(
        host: String, port: UInt16, text: String, isLoopback: Bool
    ) throws {
        let address = try #require(SocketAddress(host: host, port: port))
        #expect(address.description == text)
        #expect(address.isLoopback == isLoopback)
    }

    @Test(arguments: ["", "localhost", "1.2.3", "1.2.3.4.5", "256.1.1.1", ":::"])
    func `a name is no address`(host: String) { #expect(SocketAddress(host: host, port: 1) == nil) }
}
