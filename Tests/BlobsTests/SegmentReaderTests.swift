import Codecs
import Posix
import TestSupport
import Testing

@testable import Blobs

struct SegmentReaderTests {
    let directory = TemporaryDirectory()

    func open() throws -> LocalBlobStore {
        try LocalBlobStore(directory: directory.path + "/store", settings: BlobSettings())
    }

    func scan(_ store: LocalBlobStore) throws -> [ScannedBlob] {
        var found: [ScannedBlob] = []
        try store.scan(segment: 1) { found.append($0) }
        return found
    }

    func segment() throws -> File {
        try File(
            path: directory.path + "/store/segments/00000001.pack", access: .readAndWrite)
    }

    @Test func `a walk tells what each blob is, however large`() throws {
        let store = try open()
        let batch = try store.makeBatch()
        let content = Array("content".utf8)
        let object = [UInt8](repeating: 1, count: store.settings.packLimitBytes + 1)
        _ = try batch.add(content, digest: .of(content))
        let location = try batch.add(object, digest: .of(object), as: .commitObject)
        try batch.commit()
        var kinds: [Digest: BlobKind] = [:]
        try store.scan(segment: location.segment) { kinds[$0.digest] = $0.kind }
        #expect(kinds == [.of(content): .content, .of(object): .commitObject])
    }

    @Test func `a commit object that is withdrawn is a blob like any other, in its place`() throws {
        let store = try open()
        let batch = try store.makeBatch()
        let objects = (0..<3).map { number in [UInt8](repeating: number, count: 100) }
        let locations = try objects.map {
            try batch.add($0, digest: .of($0), as: .commitObject)
        }
        try batch.commit()
        try store.makeContent([
            (.of(objects[1]), locations[1]),
            // Neither of another place nor of a segment that is gone.
            (.of(objects[2]), locations[0]),
            (.of(objects[2]), BlobLocation(segment: 77, offset: 64, byteCount: 100)),
        ])
        let found = try scan(store)
        #expect(found.map(\.kind) == [.commitObject, .content, .commitObject])
        #expect(found.allSatisfy(\.isIntact) && found.map(\.location) == locations)
    }

    /// Three blobs in one segment; the second is as long as a record header.
    func addThree(to store: LocalBlobStore) throws -> [ScannedBlob] {
        let batch = try store.makeBatch()
        let blobs = [Array("first".utf8), [UInt8](repeating: 0x41, count: 64), []]
        let added = try blobs.map { bytes in
            ScannedBlob(
                digest: .of(bytes), kind: .content,
                location: try batch.add(bytes, digest: .of(bytes)),
                isIntact: true)
        }
        try batch.commit()
        return added
    }

    @Test func `the header of a record has the documented bytes`() throws {
        let digest = Digest.of([1, 2])
        let record = SegmentFormat.record(of: [1, 2], digest: digest)
        #expect(record.count == 72)
        #expect(record[0..<8].elementsEqual("CAIRNREC".utf8))
        #expect(
            record[8..<24].elementsEqual(
                [UInt8](repeating: 0, count: 8) + [2] + [UInt8](repeating: 0, count: 7)))
        #expect(record[24..<56].elementsEqual(digest.bytes))
        #expect(record[56..<64].elementsEqual(Digest.of(record[0..<56]).bytes.prefix(8)))
        #expect(record[64...].elementsEqual([1, 2, 0, 0, 0, 0, 0, 0]))
    }

    @Test func `every record is found where it was put`() throws {
        let store = try open()
        let added = try addThree(to: store)
        #expect(try scan(store) == added)
    }

    @Test func `a blob that looks like a record is part of the one around it`() throws {
        let store = try open()
        let inner = SegmentFormat.record(of: [5], digest: .of([5]))
        let batch = try store.makeBatch()
        let location = try batch.add(inner, digest: .of(inner))
        try batch.commit()
        #expect(
            try scan(store) == [
                ScannedBlob(digest: .of(inner), kind: .content, location: location, isIntact: true)
            ])
    }

    @Test func `a damaged payload is reported and the rest is found`() throws {
        let store = try open()
        let added = try addThree(to: store)
        try SystemMedium().writeAll([0], to: segment(), at: added[0].location.offset)
        let found = try scan(store)
        #expect(found.map(\.isIntact) == [false, true, true])
        #expect(found.map(\.digest) == added.map(\.digest))
    }

    @Test func `a damaged header loses its blob only`() throws {
        let store = try open()
        let added = try addThree(to: store)
        for byte in 0..<64 {
            let offset = added[1].location.offset - 64 + Int64(byte)
            let kept = try SystemMedium().readUpTo(1, from: segment(), at: offset)
            try SystemMedium().writeAll([kept[0] ^ 0x10], to: segment(), at: offset)
            #expect(try scan(store) == [added[0], added[2]])
            try SystemMedium().writeAll(kept, to: segment(), at: offset)
        }
        #expect(try scan(store) == added)
    }

    @Test func `a segment that was cut anywhere gives what is whole`() throws {
        let store = try open()
        let added = try addThree(to: store)
        let size = try segment().byteCount()
        for byteCount in stride(from: size, through: 64, by: -1) {
            try segment().truncate(to: byteCount)
            let whole = added.filter { $0.location.offset + $0.location.byteCount <= byteCount }
            #expect(try scan(store) == whole)
        }
    }

    @Test func `the hole of an abandoned batch is passed over`() throws {
        let store = try open()
        let abandoned = try store.makeBatch()
        _ = try abandoned.add([UInt8](repeating: 1, count: 3000), digest: .of([1]))
        let kept = try store.makeBatch()
        let location = try kept.add([2], digest: .of([2]))
        abandoned.abandon()
        try kept.commit()
        #expect(
            try scan(store) == [
                ScannedBlob(digest: .of([2]), kind: .content, location: location, isIntact: true)
            ])
    }

    @Test func `a file that is no segment is told, and so is none`() throws {
        let store = try open()
        #expect(throws: BlobError.unknownSegment(1)) { try scan(store) }
        _ = try addThree(to: store)
        try SystemMedium().writeAll([2], to: segment(), at: 8)
        #expect(throws: BlobError.unknownSegment(1)) { try scan(store) }
    }
}

extension SegmentFormat {
    fileprivate static func record(of payload: [UInt8], digest: Digest) -> [UInt8] {
        var bytes: [UInt8] = []
        append(payload, digest: digest, as: .content, to: &bytes)
        return bytes
    }
}
