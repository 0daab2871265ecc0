import Foundation
import TestSupport
import Testing

@testable import Codecs

/// A file of an archive with its content.
struct TarFile: Equatable, CustomStringConvertible {
    let path: String
    let content: [UInt8]
    var description: String { "\(path) (\(content.count) bytes)" }
}

/// Everything in an archive that arrives in pieces of one length.
func readTar(_ archive: [UInt8], pieceByteCount: Int = 4096, limits: TarLimits = TarLimits())
    throws -> [TarFile]
{
    var reader = TarReader(limits: limits)
    var files: [TarFile] = []
    var member: TarMember?
    var content: [UInt8] = []
    for start in stride(from: 0, to: archive.count, by: pieceByteCount) {
        let piece = archive[start..<min(archive.count, start + pieceByteCount)]
        for event in try reader.feed(piece) {
            switch event {
            case .member(let begun):
                #expect(member == nil)
                member = begun
                content = []
            case .content(let bytes): content += bytes
            case .endOfMember:
                let ended = try #require(member)
                #expect(Int64(content.count) == ended.byteCount)
                files.append(TarFile(path: ended.path, content: content))
                member = nil
            case .end: #expect(member == nil)
            }
        }
    }
    try reader.finish()
    return files
}

struct TarReaderTests {
    static let long = String(repeating: "n", count: 90)
    static let files: [TarFile] = [
        ("a.txt", 0), ("b", 1), ("dir/c", 511), ("dir/d", 512), ("dir/e", 513),
        ("\(long)/\(long)/\(long)", 10), (String(repeating: "ü", count: 90), 3),
        ("\(long)/\(long)/x.png", 600), ("日本/ファイル.png", 2000),
    ].map { path, byteCount in
        TarFile(path: path, content: (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 * 31) })
    }

    static func archive() -> [UInt8] {
        var writer = TarWriter()
        let members = files.flatMap { writer.member(path: $0.path, content: $0.content) }
        return members + writer.finish()
    }

    @Test(arguments: [1, 7, 511, 512, 513, 100_000])
    func `however the bytes are cut, what was written is read`(pieceByteCount: Int) throws {
        #expect(
            try readTar(TarReaderTests.archive(), pieceByteCount: pieceByteCount)
                == TarReaderTests.files)
    }

    @Test func `every shorter archive is truncated`() throws {
        let archive = TarReaderTests.archive()
        for count in stride(from: 0, to: archive.count, by: 97) {
            let error = try #require(throws: TarError.self) {
                try readTar(Array(archive.prefix(count)))
            }
            guard case .truncated = error else {
                Issue.record("\(error) after \(count) bytes")
                return
            }
        }
    }

    @Test func `zeros may follow the end, and nothing else`() throws {
        let archive = TarReaderTests.archive()
        let filled = archive + [UInt8](repeating: 0, count: 9000)
        #expect(try readTar(filled) == TarReaderTests.files)
        for rest in [archive, [1], [0, 0, 1], [UInt8](repeating: 0, count: 10_240) + archive] {
            for count in [1, 512, 100_000] {
                let error = #expect(throws: TarError.self) {
                    try readTar(archive + rest, pieceByteCount: count)
                }
                guard case .trailing(let offset)? = error else {
                    Issue.record("\(String(describing: error))")
                    continue
                }
                #expect(offset >= archive.count)
            }
        }
    }

    @Test func `a single block of zeros is no end`() throws {
        let archive = TarReaderTests.archive()
        let member = Array(archive.dropLast(1024))
        #expect(throws: TarError.malformed(offset: Int64(member.count + 512))) {
            try readTar(member + [UInt8](repeating: 0, count: 512) + archive)
        }
    }

    @Test func `any changed header byte breaks the checksum`() throws {
        let header = TarHeader.bytes(path: "a.txt", byteCount: 0)
        for index in header.indices where !(148..<156).contains(index) {
            var damaged = header
            damaged[index] ^= 0x11
            let bytes = damaged
            var reader = TarReader()
            #expect(throws: TarError.malformed(offset: 0)) { try reader.feed(bytes) }
        }
    }

    @Test func `an error stays`() throws {
        var reader = TarReader()
        let noise = [UInt8](repeating: 7, count: 512)
        #expect(throws: TarError.malformed(offset: 0)) { try reader.feed(noise) }
        #expect(throws: TarError.malformed(offset: 0)) { try reader.feed([0]) }
        #expect(throws: TarError.malformed(offset: 0)) { try reader.finish() }
    }

    /// A header with some fields replaced and the checksum made right again.
    private func header(
        _ fields: [Int: [UInt8]] = [:], path: String = "x", byteCount: Int64 = 0
    ) -> [UInt8] {
        var block = TarHeader.bytes(path: path, byteCount: byteCount)
        for (offset, bytes) in fields {
            block.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        block.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
        let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
        block.replaceSubrange(148..<148 + sum.utf8.count, with: sum.utf8)
        return block
    }

    private func padded(_ bytes: [UInt8]) -> [UInt8] {
        let padding = TarHeader.paddingByteCount(after: Int64(bytes.count))
        return bytes + [UInt8](repeating: 0, count: padding)
    }

    private let end = [UInt8](repeating: 0, count: 1024)

    @Test(arguments: [
        ("1", TarKind.hardLink), ("2", .symbolicLink), ("3", .device), ("4", .device), ("6", .fifo),
        ("S", .sparse), ("Z", .other(typeFlag: UInt8(ascii: "Z"))),
    ])
    func `what is neither file nor directory is refused`(flag: String, kind: TarKind) {
        #expect(throws: TarError.refusedKind(path: "x", kind: kind)) {
            try readTar(header([156: Array(flag.utf8)]) + end)
        }
    }

    @Test func `a sparse file in pax form is refused`() {
        let records = Array("22 GNU.sparse.major=1\n".utf8)
        let archive =
            header([156: Array("x".utf8)], byteCount: Int64(records.count)) + padded(records)
            + header() + end
        #expect(throws: TarError.refusedKind(path: "x", kind: .sparse)) { try readTar(archive) }
    }

    @Test func `directories and global headers are passed over`() throws {
        let records = Array("13 path=evil\n".utf8)
        let archive =
            header([156: Array("5".utf8)], path: "d") + header([156: [0]], path: "old/")
            + header([156: Array("g".utf8)], byteCount: Int64(records.count)) + padded(records)
            + header([156: [0]], path: "f") + header([156: Array("7".utf8)], path: "contiguous")
            + end
        #expect(try readTar(archive).map(\.path) == ["f", "contiguous"])
        let full = header([156: Array("5".utf8)], path: "d", byteCount: 3) + end
        #expect(throws: TarError.malformed(offset: 0)) { try readTar(full) }
    }

    @Test func `numbers may be blank-padded or in base 256`() throws {
        let content = padded([1, 2, 3])
        let spaces = header([124: Array("          3 ".utf8)]) + content + end
        #expect(try readTar(spaces) == [TarFile(path: "x", content: [1, 2, 3])])
        let binary = header([124: [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3]]) + content + end
        #expect(try readTar(binary) == [TarFile(path: "x", content: [1, 2, 3])])
    }

    @Test(arguments: [
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], [0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0],
        Array("00000000008".utf8), Array("0000 000000".utf8), Array("-0000000001".utf8),
    ])
    func `a size that is no number of 63 bits is refused`(field: [UInt8]) {
        #expect(throws: TarError.malformed(offset: 0)) { try readTar(header([124: field]) + end) }
    }

    @Test(arguments: [
        "5 a=b", "6 a=b", "7 a=b\n", "5 a=b\n", "x a=b\n", "6 abc\n", " a=b\n",
        "99999999999999999999 a=b\n",
        "0 a=b\n", "-6 a=b\n", "10 size=x\n", "10 size=-\n",
    ])
    func `malformed pax records are refused`(records: String) {
        let bytes = Array(records.utf8)
        let archive =
            header([156: Array("x".utf8)], byteCount: Int64(bytes.count)) + padded(bytes)
            + header() + end
        #expect(throws: TarError.malformed(offset: 0)) { try readTar(archive) }
    }

    @Test func `a pax size prevails over the header's`() throws {
        let records = Array("10 size=3\n".utf8)
        let archive =
            header([156: Array("x".utf8)], byteCount: Int64(records.count)) + padded(records)
            + header() + padded([1, 2, 3]) + end
        #expect(try readTar(archive) == [TarFile(path: "x", content: [1, 2, 3])])
    }

    @Test func `long paths and extended headers are limited`() {
        let limits = TarLimits(pathByteCount: 120, extensionByteCount: 200)
        func archive(_ byteCount: Int) -> [UInt8] {
            var writer = TarWriter()
            let path = String(repeating: "p", count: byteCount)
            return writer.member(path: path, content: []) + writer.finish()
        }
        #expect(throws: Never.self) { try readTar(archive(120), limits: limits) }
        #expect(throws: TarError.pathTooLong(offset: 1024, byteLimit: 120)) {
            try readTar(archive(121), limits: limits)
        }
        #expect(throws: TarError.extensionTooLong(offset: 0, byteLimit: 200)) {
            try readTar(archive(300), limits: limits)
        }
    }

    @Test func `a path that is not UTF-8 or empty is refused`() {
        #expect(throws: TarError.notUnicode(offset: 0)) { try readTar(header([0: [0xFF]]) + end) }
        #expect(throws: TarError.malformed(offset: 0)) { try readTar(header([0: [0]]) + end) }
    }

    /// Method: random changes with a right checksum.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func `random archives are read or refused, never a crash`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var archive: [UInt8] = []
            for _ in 0..<4 {
                let flags = Array("0x5gL\u{0}17".utf8)
                let flag = flags.randomElement(using: &random) ?? 0
                let offset = Int.random(in: 157..<500, using: &random)
                let noise = UInt8.random(in: 0...255, using: &random)
                let records = Array("10 size=3\n13 path=evil\n".utf8)
                archive += header([156: [flag], offset: [noise]], byteCount: 23) + padded(records)
            }
            _ = try? readTar(archive + end, pieceByteCount: 333)
        }
    }
}
