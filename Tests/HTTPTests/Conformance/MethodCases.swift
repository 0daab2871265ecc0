import Codecs

/// Methods that are served, and those that are not (RFC 9110 §9, §15.5.6, §15.6.2).
enum MethodCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] { served + unknown + notHere + queries }

    // RFC 10008 §2: a QUERY is framed as any request with content, and its result read as GET's.
    private static var queries: [ConformanceCase] {
        let tag = "\"\(Digest.of("abcdef".utf8))\""
        func query(_ fields: String, _ body: String = "abcdef") -> String {
            Case.request(
                "QUERY", "/tagged", fields + "Content-Length: \(body.utf8.count)\r\n", body: body)
        }
        return [
            Case("10008 §2", "QUERY", query(""), 200, text: "abcdef"),
            Case("10008 §2", "QUERY of nothing", query("", ""), 200, text: ""),
            Case(
                "10008 §2", "QUERY in chunks",
                Case.request(
                    "QUERY", "/tagged", "Transfer-Encoding: chunked\r\n",
                    body: "2\r\nab\r\n0\r\n\r\n"), 200, text: "ab"),
            Case(
                "10008 §2", "QUERY whose result is known", query("If-None-Match: \(tag)\r\n"), 304),
            Case(
                "10008 §2", "QUERY whose result is another",
                query("If-None-Match: \(tag)\r\n", "abcdeg"), 200, text: "abcdeg"),
            Case(
                "10008 §2", "QUERY whose result must not have changed",
                query("If-Match: \"x\"\r\n"), 412),
            Case(
                "10008 §2", "QUERY of a part", query("Range: bytes=1-2\r\n"), 206, text: "bc"),
            Case(
                "10008 §2", "QUERY of a part of another result",
                query("Range: bytes=1-2\r\nIf-Range: \"x\"\r\n"), 200, text: "abcdef"),
            Case(
                "10008 §2", "QUERY of a part that is not there", query("Range: bytes=9-\r\n"), 416),
            Case("10008 §3", "OPTIONS beside QUERY", Case.request("OPTIONS", "/tagged"), 204),
            Case("10008 §2", "QUERY of no route", Case.request("QUERY", "/nothing"), 404),
            Case(
                "class CL.TE", "QUERY with both",
                Case.request(
                    "QUERY", "/tagged", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                    body: "0\r\n\r\n"), 400, .closes),
            Case(
                "class CL.0", "QUERY whose content looks like a request",
                query("", "GET /x HTTP/1.1\r\n\r\n"), 200, text: "GET /x HTTP/1.1\r\n\r\n"),
        ]
    }

    private static var served: [ConformanceCase] {
        [
            Case("9110 §9.3.1", "GET", Case.request(), 200, text: "1"),
            Case("9110 §9.3.2", "HEAD", Case.request("HEAD"), 200),
            Case("9110 §9.3.2", "HEAD of nothing", Case.request("HEAD", "/nothing"), 404),
            Case("9110 §9.3.2", "HEAD of a bad path", Case.request("HEAD", "/items//"), 400),
            Case("9110 §9.3.2", "HEAD of a file", Case.request("HEAD", "/file"), 200),
            Case("9110 §9.3.2", "HEAD of a stream", Case.request("HEAD", "/stream/3"), 200),
            Case(
                "9110 §9.3.2", "HEAD where a handler throws", Case.request("HEAD", "/throws"), 500),
            Case("9110 §9.3.2", "HEAD of what waits", Case.request("HEAD", "/wait/1"), 200),
            Case("9110 §9.3.5", "DELETE", Case.request("DELETE"), 204),
            Case(
                "9110 §9.3.3", "POST of nothing", Case.request("POST", "/echo"), 200, text: ""),
            Case(
                "9110 §9.3.4", "PUT without content", Case.request("PUT", "/upload"), 200, text: "0"
            ),
            Case("9110 §9.3.7", "OPTIONS", Case.request("OPTIONS"), 204),
            Case("9110 §9.3.7", "OPTIONS of the server", Case.request("OPTIONS", "*"), 204),
            Case("9110 §9.3.7", "OPTIONS of nothing", Case.request("OPTIONS", "/nothing"), 404),
            Case(
                "9110 §15.6.4", "a handler without workers", Case.request("GET", "/overload"), 503),
            Case("9110 §15.6.1", "a handler that throws", Case.request("GET", "/throws"), 500),
        ]
    }

    private static var unknown: [ConformanceCase] {
        let methods = [
            "CONNECT", "TRACE", "get", "Get", "gET", "post", "BREW", "PROPFIND", "PURGE", "DEBUG",
            "query", "QUERYS", "QUER",
            "TRACK", "G", "GETS", "GE", "HEAD_", "options", "X-GET", "!", "PRI", "SEARCH",
            String(repeating: "A", count: 100),
        ]
        return methods.map {
            Case("9110 §15.6.2", "method \($0)", Case.request($0), 501, .closes)
        } + [
            Case("9110 §9.3.8", "TRACE of the server", Case.request("TRACE", "/"), 501, .closes),
            Case(
                "9110 §15.6.6", "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505,
                .closes),
        ]
    }

    private static var notHere: [ConformanceCase] {
        let pairs = [
            ("PUT", "/healthz"), ("POST", "/healthz"), ("DELETE", "/healthz"),
            ("PATCH", "/healthz"),
            ("POST", "/items/1"), ("PUT", "/items/1"), ("GET", "/echo"), ("HEAD", "/echo"),
            ("PUT", "/echo"),
            ("GET", "/upload"), ("POST", "/upload"), ("DELETE", "/tagged"), ("QUERY", "/items/1"),
            ("QUERY", "/echo"),
        ]
        return pairs.map { method, target in
            Case("9110 §15.5.6", "\(method) \(target)", Case.request(method, target), 405)
        } + [
            Case(
                "9110 §15.5.5", "DELETE of nothing", Case.request("DELETE", "/nothing/at/all"), 404)
        ]
    }
}

/// Whether the connection goes on (RFC 9112 §9.3, §9.6).
enum ConnectionCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] {
        let closing = [
            "close", "Close", "CLOSE", "close ", "x, close", "close, x", ",close", "close,",
            "x,close",
            "keep-alive, close", "close, keep-alive", "x ,\tclose\t, y",
            "close\r\nConnection: keep-alive",
            "keep-alive\r\nConnection: close",
        ]
        let going = [
            "keep-alive", "Keep-Alive", "x", "closed", "clos", "\"close\"", "", ",", "close=1",
            "upgrade", "close x",
            "TE", "not-close",
        ]
        let old = "GET /items/1 HTTP/1.0\r\n"
        return closing.map {
            Case(
                "9112 §9.3", "1.1 with \($0.debugDescription)",
                Case.request("GET", "/items/1", "Connection: \($0)\r\n"),
                200, .closes, text: "1")
        }
            + going.map {
                Case(
                    "9112 §9.3", "1.1 with \($0.debugDescription)",
                    Case.request("GET", "/items/1", "Connection: \($0)\r\n"), 200, text: "1")
            }
            + [
                "", "Connection: x\r\n", "Keep-Alive: timeout=5\r\n",
                "Connection: close, keep-alive\r\n",
            ].map {
                Case(
                    "9112 §9.3", "1.0 with \($0.debugDescription)", old + $0 + "\r\n", 200, .closes,
                    text: "1")
            }
            + ["Connection: keep-alive\r\n", "Connection: x, Keep-Alive\r\n"].map {
                Case(
                    "9112 §9.3", "1.0 with \($0.debugDescription)", old + $0 + "\r\n", 200,
                    text: "1")
            }
            + [
                Case(
                    "9112 §C.2.2", "Proxy-Connection means nothing",
                    Case.request("GET", "/items/1", "Proxy-Connection: close\r\n"), 200, text: "1"),
                Case(
                    "9112 §9.3", "a stream in 1.0 ends with the connection",
                    "GET /stream/1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, .closes,
                    text: "line 0\n"),
                Case(
                    "9112 §9.3", "an error with a close",
                    Case.request("GET", "/nothing", "Connection: close\r\n"),
                    404, .closes),
                Case(
                    "9112 §9.3.2", "an error does not end a pipeline",
                    Case.request("GET", "/nothing"), 404),
                Case(
                    "9112 §9.3.2", "neither does a handler's", Case.request("GET", "/throws"), 500),
                Case(
                    "9112 §9.3.2", "nor a body of chunks", Case.request("GET", "/stream/2"), 200,
                    text: "line 0\nline 1\n"),
                Case(
                    "9112 §9.3.2", "what waits is answered first", Case.request("GET", "/wait/1"),
                    200,
                    text: "waited 1"),
            ]
    }
}

/// Expect (RFC 9110 §10.1.1): what is answered without 100.
enum ExpectationCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] {
        let asking = "Expect: 100-continue\r\nContent-Length: 20\r\n"
        let unmet = [
            "200-ok", "", "100-continue, x", "100", "100-continued", "100-continue;a",
            "\"100-continue\"",
        ]
        return unmet.map {
            Case(
                "9110 §10.1.1", "expectation '\($0)'",
                Case.request("GET", "/items/1", "Expect: \($0)\r\n"), 417, .closes)
        } + [
            Case(
                "9110 §10.1.1", "refused instead", Case.request("POST", "/refuse", asking), 403,
                .closes),
            Case(
                "9110 §10.1.1", "a missing route instead", Case.request("POST", "/nothing", asking),
                404, .closes),
            Case(
                "9110 §10.1.1", "a wrong method instead", Case.request("POST", "/healthz", asking),
                405, .closes),
            Case(
                "9110 §10.1.1", "too large instead", Case.request("POST", "/small", asking), 413,
                .closes),
            Case(
                "9110 §10.1.1", "a bad path instead", Case.request("POST", "/items//", asking), 400,
                .closes),
            Case(
                "class 0.CL", "a GET with content that waits",
                Case.request("GET", "/items/1", asking), 200, .closes,
                text: "1"),
            Case(
                "class 0.CL", "chunks that wait",
                Case.request(
                    "POST", "/refuse", "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n"),
                403, .closes),
            Case(
                "9110 §10.1.1", "no content",
                Case.request("GET", "/items/1", "Expect: 100-continue\r\n"), 200, text: "1"),
            Case(
                "9110 §10.1.1", "content of length 0",
                Case.post("Expect: 100-Continue\r\nContent-Length: 0\r\n"), 200, text: ""),
            Case(
                "9110 §10.1.1", "1.0 does not know it",
                "POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi", 200,
                .closes, text: "hi"),
        ]
    }
}
