internal import Codecs

/// The coding gzip on answers: whether a client wants it, and which answers get it
/// (RFC 9110 §8.4, §12.5.3).
///
/// Only JSON and text from memory or a stream: never blobs, parts and tars, which are regions with
/// a length, ranges and a digest, and are mostly compressed already.
enum ContentCoding {
    /// From this size on, in bytes: below, the fields and the frame eat what is saved.
    static let minimumByteCount = 1024

    /// Whether a client with this Accept-Encoding prefers gzip to the bytes as they are.
    static func allowsGzip(_ acceptEncoding: String) -> Bool {
        guard acceptEncoding.utf8.count <= HTTPLimits.acceptEncodingByteCount,
            let elements = Grammar.listElements(acceptEncoding)
        else { return false }
        var weights: [String: Int] = [:]
        for element in elements {
            let parts = element.split(separator: ";", omittingEmptySubsequences: false)
            let coding = Grammar.trim(parts[0]).lowercased()
            weights[coding == "x-gzip" ? "gzip" : coding] = weight(parts.dropFirst())
        }
        let gzip = weights["gzip"] ?? weights["*"] ?? 0
        return gzip > 0 && gzip >= weights["identity"] ?? 0
    }

    // weight = OWS ";" OWS "q=" qvalue (§12.4.2), in thousandths. What is not one asks for nothing.
    private static func weight(_ parameters: ArraySlice<Substring>) -> Int {
        guard let parameter = parameters.first.map(Grammar.trim) else { return 1000 }
        guard parameters.count == 1, parameter.lowercased().hasPrefix("q=") else { return 0 }
        let digits = Array(parameter.utf8.dropFirst(2))
        guard (1...5).contains(digits.count), digits.count == 1 || digits[1] == UInt8(ascii: "."),
            digits.enumerated().allSatisfy({ $0.offset == 1 || Grammar.isDigit($0.element) })
        else { return 0 }
        var thousandths = 0
        for place in [0, 2, 3, 4] {
            let digit = place < digits.count ? Int(digits[place] - UInt8(ascii: "0")) : 0
            thousandths = thousandths * 10 + digit
        }
        return thousandths <= 1000 ? thousandths : 0
    }

    /// Puts the response into the coding, if it is one that gets it and the client wants it.
    ///
    /// The coded form is another representation, so its entity tag differs.
    ///
    /// - Returns: whether the answer depends on Accept-Encoding, which caches must be told in
    ///   either case.
    static func apply(to response: inout Response, isWanted: Bool) -> Bool {
        guard isCodable(response) else { return false }
        guard isWanted, let stream = plainStream(of: response.body) else { return true }
        response.fields.append(Field("Content-Encoding", "gzip"))
        response.etag = response.etag?.inGzip
        response.body = .stream(GzipStream(stream))
        return true
    }

    private static func isCodable(_ response: Response) -> Bool {
        // Bodies first: most answers are small or regions, and need no look at their type.
        switch response.body {
        case .bytes(let bytes): bytes.count >= minimumByteCount && isText(response)
        case .stream: isText(response)
        case .none, .regions: false
        }
    }

    private static func plainStream(of body: Body) -> (any ByteStream)? {
        switch body {
        case .bytes(let bytes): PieceStream(bytes)
        case .stream(let stream): stream
        case .none, .regions: nil
        }
    }

    private static func isText(_ response: Response) -> Bool {
        guard let type = response.mediaType, !response.status.forbidsContent,
            !response.fields.contains(where: { $0.isNamed("Content-Encoding") })
        else { return false }
        // Our own types, as we write them: nothing is parsed or put into small letters here.
        return type.text.hasPrefix("text/") || type == .json || type == .jsonLines
            || type == .problem
    }
}
