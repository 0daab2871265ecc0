import HTTP
import Testing

/// What holds for every target that behaves as a file: blobs, parts, shards.
enum Ranges {
    static func check(_ target: String, bytes: [UInt8], on daemon: TestDaemon) throws {
        let whole = try daemon.get(target)
        #expect(whole.status == 200)
        #expect(whole.bytes == bytes)
        #expect(whole.field("Accept-Ranges") == "bytes")
        let etag = try #require(whole.field("ETag"))

        let count = bytes.count
        let ranges: [(text: String, range: Range<Int>)] = [
            ("0-0", 0..<1), ("3-7", 3..<8), ("5-", 5..<count), ("-4", count - 4..<count),
            ("0-999999999", 0..<count),
        ]
        for (text, range) in ranges {
            let part = try daemon.get(target, fields: [Field("Range", "bytes=\(text)")])
            #expect(part.status == 206, "\(text)")
            #expect(part.bytes == Array(bytes[range]), "\(text)")
            #expect(
                part.field("Content-Range")
                    == "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(count)")
            #expect(part.field("ETag") == etag)
        }

        let outside = try daemon.get(target, fields: [Field("Range", "bytes=\(count)-")])
        #expect(outside.status == 416)
        #expect(outside.field("Content-Range") == "bytes */\(count)")

        let known = try daemon.get(target, fields: [Field("If-None-Match", etag)])
        #expect(known.status == 304)
        #expect(known.bytes.isEmpty)
        #expect(known.field("ETag") == etag)

        let resumed = try daemon.get(
            target, fields: [Field("Range", "bytes=5-"), Field("If-Range", etag)])
        #expect(resumed.status == 206)
        let changed = try daemon.get(
            target, fields: [Field("Range", "bytes=5-"), Field("If-Range", "\"other\"")])
        #expect(changed.status == 200)
        #expect(changed.bytes == bytes)

        let head = try daemon.send(.head, target)
        #expect(head.field("Content-Length") == "\(count)")
        #expect(head.bytes.isEmpty)
    }
}
