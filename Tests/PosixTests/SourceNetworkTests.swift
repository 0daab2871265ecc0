import Testing

@testable import Posix

struct SourceNetworkTests {
    static let same = [
        ("192.0.2.7", "192.0.2.7"), ("192.0.2.7", "::ffff:192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"), ("::1", "::2"),
    ]
    static let different = [
        ("192.0.2.7", "192.0.2.8"), ("2001:db8:1:2::1", "2001:db8:1:3::1"),
        ("0.0.0.1", "::1"), ("0.0.0.0", "::1:0:0:0:0"),
    ]

    private func network(_ host: String, port: UInt16) throws -> SourceNetwork {
        try #require(SocketAddress(host: host, port: port)).network
    }

    @Test(arguments: same)
    func `one IPv4 address and one half of an IPv6 address are one network`(
        left: String, right: String
    ) throws {
        #expect(try network(left, port: 1) == network(right, port: 2))
    }

    @Test(arguments: different)
    func `other addresses are other networks`(left: String, right: String) throws {
        #expect(try network(left, port: 1) != network(right, port: 1))
    }
}
