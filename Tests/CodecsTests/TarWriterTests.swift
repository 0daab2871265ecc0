import Foundation
import TestSupport
import Testing

@testable import Codecs

struct TarWriterTests {
    @Test func `a header is a function of path and size`() {
        let header = TarHeader.bytes(path: "a/b.png", byteCount: 0o1234)
        #expect(header.count == 512)
        let text = String(decoding: header, as: UTF8.self).replacing("\u{0}", with: "_")
        #expect(text.hasPrefix("a/b.png" + String(repeating: "_", count: 93) + "0000644_0000000_"))
        #expect(text.dropFirst(124).hasPrefix("00000001234_00000000000_"))
        #expect(text.dropFirst(156).hasPrefix("0____"))
        #expect(text.dropFirst(257).hasPrefix("ustar_00____"))
        #expect(Digest.of(header).hexadecimal.hasPrefix("01d5e469707f4fd8"))
    }

    @Test func `a path is plain, split or in a pax header, by its length`() {
        func count(_ path: String) -> Int { TarHeader.bytes(path: path, byteCount: 0).count }
        let name = { String(repeating: "n", count: $0) }
        #expect(count(name(100)) == 512)
        #expect(count(name(101)) == 1536)
        #expect(count("\(name(155))/\(name(100))") == 512)
        #expect(count("\(name(156))/\(name(100))") == 1536)
        #expect(count("\(name(3))/\(name(101))") == 1536)
        #expect(count(name(1024)) == 512 + 512 + 1024 + 512)
    }

    @Test func `a checksum comes in a pax header, beside a long path in the same`() throws {
        for path in ["a", String(repeating: "n", count: 300)] {
            let header = TarHeader.bytes(path: path, byteCount: 3, checksum: Digest.of([1, 2, 3]))
            #expect(header.count == 1536)
            let record = "81 CAIRN.sha256=\(Digest.of([1, 2, 3]).hexadecimal)\n"
            #expect(String(decoding: header, as: UTF8.self).contains(record))
            #expect(record.utf8.count == 81)
            var reader = TarReader()
            let events = try reader.feed(header)
            #expect(events == [.member(TarMember(path: path, byteCount: 3))])
        }
    }

    @Test func `the length in a pax record counts its own digits`() throws {
        for count in 101...1024 {
            let path = String(repeating: "n", count: count)
            var writer = TarWriter()
            let archive = writer.member(path: path, content: [1]) + writer.finish()
            #expect(try readTar(archive) == [TarFile(path: path, content: [1])])
        }
    }

    @Test func `sizes beyond eleven octal digits are kept`() throws {
        for byteCount in [0o777_7777_7777, 0o1_0000_0000_0000, Int64.max - 511] as [Int64] {
            var reader = TarReader()
            let events = try reader.feed(TarHeader.bytes(path: "x", byteCount: byteCount))
            #expect(events == [.member(TarMember(path: "x", byteCount: byteCount))])
        }
    }

    @Test func `content that is sent by others is counted`() {
        var writer = TarWriter()
        let header = writer.beginMember(path: "x", byteCount: 700)
        writer.noteContent(byteCount: 500)
        writer.noteContent(byteCount: 200)
        #expect(header.count == 512)
        #expect(writer.endMember() == [UInt8](repeating: 0, count: 324))
        #expect(writer.finish() == [UInt8](repeating: 0, count: 1024))
    }
}

/// Goal: other programs read what is written here, and the other way round.
struct TarInteroperabilityTests {
    @Test(.enabled(if: Program.exists("python3"), "python3 is not installed"))
    func `Python reads what is written`() throws {
        let script = """
            import sys, tarfile, hashlib
            archive = tarfile.open(fileobj=sys.stdin.buffer, mode="r|")
            for m in archive:
                print(m.name, m.size, hashlib.sha256(archive.extractfile(m).read()).hexdigest())
            """
        let printed = try Program.run("python3", ["-c", script], input: TarReaderTests.archive())
        let expected = TarReaderTests.files.map {
            "\($0.path) \($0.content.count) \(Digest.of($0.content).hexadecimal)\n"
        }
        #expect(String(decoding: printed, as: UTF8.self) == expected.joined())
    }

    @Test(.enabled(if: Program.exists("tar"), "tar is not installed"))
    func `GNU tar reads what is written`() throws {
        let archive = TarReaderTests.archive()
        let contents = try Program.run("tar", ["-xOf", "-"], input: archive)
        #expect(contents == TarReaderTests.files.flatMap(\.content))
        let names = try Program.run("tar", ["-tf", "-", "--quoting-style=literal"], input: archive)
        let expected = TarReaderTests.files.map { $0.path + "\n" }.joined()
        #expect(String(decoding: names, as: UTF8.self) == expected)
    }

    @Test(
        .enabled(if: Program.exists("python3"), "python3 is not installed"),
        arguments: ["PAX_FORMAT", "GNU_FORMAT"])
    func `what Python writes is read`(format: String) throws {
        let script = """
            import sys, io, json, tarfile
            archive = tarfile.open(fileobj=sys.stdout.buffer, mode="w|", format=tarfile.\(format))
            directory = tarfile.TarInfo("dir"); directory.type = tarfile.DIRTYPE
            archive.addfile(directory)
            for path, count in json.load(sys.stdin):
                info = tarfile.TarInfo(path)
                info.size = count; info.mtime = 1.5; info.uid = 1 << 40
                archive.addfile(info, io.BytesIO(bytes(i * 31 % 256 for i in range(count))))
            archive.close()
            """
        let list = JSON.array(
            TarReaderTests.files.map { [.string($0.path), .number($0.content.count)] })
        let archive = try Program.run("python3", ["-c", script], input: list.bytes)
        #expect(try readTar(archive) == TarReaderTests.files)
    }

    @Test(
        .enabled(if: Program.exists("tar"), "tar is not installed"),
        arguments: ["gnu", "posix", "ustar", "v7", "oldgnu"])
    func `what GNU tar writes is read`(format: String) throws {
        let name = String(repeating: "n", count: format == "v7" ? 80 : 99)
        let directory = format == "gnu" || format == "posix" ? "\(name)/\(name)" : "d"
        let script = """
            cd "$(mktemp -d -t cairn-tar.XXXXXX)" && trap 'rm -rf "$PWD"' EXIT
            mkdir -p '\(directory)' && cat > '\(directory)/\(name)' && touch '\(directory)/empty'
            tar --format=\(format) --sort=name -cf - '\(directory)'
            """
        let content = (0..<3000).map { UInt8(truncatingIfNeeded: $0) }
        let archive = try Program.run("sh", ["-c", script], input: content)
        let expected = [
            TarFile(path: "\(directory)/empty", content: []),
            TarFile(path: "\(directory)/\(name)", content: content),
        ]
        #expect(try readTar(archive) == expected)
    }

    @Test(.enabled(if: Program.exists("tar"), "tar is not installed"))
    func `a link that GNU tar writes is refused`() throws {
        let script = """
            cd "$(mktemp -d -t cairn-tar.XXXXXX)" && trap 'rm -rf "$PWD"' EXIT
            ln -s /etc/passwd link && tar -cf - link
            """
        let archive = try Program.run("sh", ["-c", script], input: [])
        #expect(throws: TarError.refusedKind(path: "link", kind: .symbolicLink)) {
            try readTar(archive)
        }
    }
}
