import HTTP
import Testing

struct KeepAliveTests {
    @Test func `many requests are answered on one connection`() throws {
        let server = try TestServer()
        let client = try server.client()
        for index in 0..<20 {
            try client.send("GET /items/\(index) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().text == "\(index)")
            try client.send("GET /wait/\(index) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().text == "waited \(index)")
        }
    }
}
