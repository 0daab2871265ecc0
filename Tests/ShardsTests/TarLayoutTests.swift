import Codecs
import Foundation
import Records
import TestSupport
import Testing

@testable import Shards

struct TarLayoutTests {
    let contents: [Digest: [UInt8]]
    let samples: [DeliveredSample]

    /// Parts of sizes around a block, an empty one, a key too long for a plain header; and labels
    /// beside parts, and without any.
    init() throws {
        var contents: [Digest: [UInt8]] = [:]
        func part(_ name: String, _ byteCount: Int) throws -> Part {
            let bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ byteCount) }
            contents[Digest.of(bytes)] = bytes
            return Part(
                name: try PartName(name), digest: Digest.of(bytes), byteCount: Int64(byteCount))
        }
        let long = String(repeating: "l", count: 200)
        samples = try [
            ("a/0", [part("png", 511), part("cls", 1)]),
            ("a/1", [part("png", 512), part("cls", 0)]),
            ("deep/\(long)/\(long)", [part("png", 1300)]),
            ("\(String(repeating: "d", count: 90))/file", [part("seg.png", 513)]),
            ("ü", []), ("z/0", [part("png", 7)]), ("z/1", []),
        ].map { key, parts in
            DeliveredSample(
                Sample(
                    key: try SampleKey(key), parts: parts, fields: JSONObject(), split: nil),
                labelParts: try key.hasPrefix("z/")
                    ? ["class.json", "txt"].map {
                        LabelPart(name: try PartName($0), bytes: Array("\(key) is it".utf8))
                    } : [])
        }
        self.contents = contents
    }

    /// What the archive is to hold.
    private var members: [(path: String, bytes: [UInt8])] {
        samples.flatMap { delivered in
            let key = delivered.sample.key
            let stored = delivered.sample.parts.map {
                ("\(key).\($0.name)", contents[$0.digest] ?? [])
            }
            return stored + delivered.labelParts.map { ("\(key).\($0.name)", $0.bytes) }
        }
    }

    private func bytes(of layout: TarLayout, from start: Int64) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for segment in layout.segments(from: start) {
            try #require(segment.byteCount > 0)
            switch segment {
            case .bytes(let header): bytes += header
            case .zeros(let count): bytes += [UInt8](repeating: 0, count: Int(count))
            case .blob(let digest, let start, let count):
                let content = try #require(contents[digest])
                bytes += content[Int(start)..<Int(start + count)]
            }
        }
        return bytes
    }

    @Test func `the segments from any offset are the tail of the whole`() throws {
        let layout = try TarLayout(samples)
        let whole = try bytes(of: layout, from: 0)
        #expect(Int64(whole.count) == layout.byteCount)
        for offset in stride(from: 0, to: whole.count, by: 13) {
            try #require(try bytes(of: layout, from: Int64(offset)) == Array(whole[offset...]))
        }
    }

    @Test func `the archive has the parts in order under their samples' keys`() throws {
        var reader = TarReader()
        var paths: [String] = []
        var content: [UInt8] = []
        var all: [[UInt8]] = []
        for event in try reader.feed(bytes(of: TarLayout(samples), from: 0)) {
            switch event {
            case .member(let member): paths.append(member.path)
            case .content(let bytes): content += bytes
            case .endOfMember:
                all.append(content)
                content = []
            case .end: break
            }
        }
        try reader.finish()
        #expect(paths == members.map(\.path))
        #expect(all == members.map(\.bytes))
    }

    @Test func `no samples give the two blocks that end an archive`() throws {
        let layout = try TarLayout([])
        #expect(layout.byteCount == 1024)
        #expect(Array(layout.segments(from: 1000)) == [.zeros(24)])
    }

    @Test func `sizes beyond 63 bits are refused`() throws {
        let part = Part(name: try PartName("a"), digest: Digest.of([]), byteCount: Int64.max - 5000)
        let samples = try ["a", "b"].map {
            DeliveredSample(
                Sample(key: try SampleKey($0), parts: [part], fields: JSONObject(), split: nil))
        }
        #expect(throws: TarLayoutError.tooManyBytes) { try TarLayout(samples) }
        // A pax header of two blocks for the size, the header, padding, two blocks at the end.
        let around: Int64 = 2 * 512 + 512 + 393 + 1024
        #expect(try TarLayout([samples[0]]).byteCount == Int64.max - 5000 + around)
    }

    @Test(.enabled(if: Program.exists("python3"), "python3 is not installed"))
    func `Python reads the archive`() throws {
        let script = """
            import sys, tarfile, hashlib
            archive = tarfile.open(fileobj=sys.stdin.buffer, mode="r|")
            for m in archive:
                digest = hashlib.sha256(archive.extractfile(m).read()).hexdigest()
                print(m.name, m.size, m.mtime, m.uid, oct(m.mode), digest)
            """
        let printed = try Program.run(
            "python3", ["-c", script], input: bytes(of: TarLayout(samples), from: 0))
        let expected = members.map { path, bytes in
            "\(path) \(bytes.count) 0 0 0o644 \(Digest.of(bytes).hexadecimal)\n"
        }
        #expect(String(decoding: printed, as: UTF8.self) == expected.joined())
    }
}
