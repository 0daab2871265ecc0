import Codecs
import Posix
import TestSupport
import Testing

@testable import Blobs

struct LocalBlobStoreTests {
    let directory = TemporaryDirectory()

    static let small: [UInt8] = Array("a small blob".utf8)
    static let large = [UInt8](repeating: 7, count: 5000)

    func open(segmentLimitBytes: Int64 = 1024 * 1024) throws -> LocalBlobStore {
        var settings = BlobSettings()
        settings.packLimitBytes = 1000
        settings.segmentLimitBytes = segmentLimitBytes
        return try LocalBlobStore(directory: directory.path + "/store", settings: settings)
    }

    func add(_ bytes: [UInt8], to store: LocalBlobStore) throws -> BlobLocation {
        let batch = try store.makeBatch()
        let location = try batch.add(bytes, digest: .of(bytes))
        try batch.commit()
        return location
    }

    func names(_ path: String) throws -> [String] {
        try Directory(path: directory.path + "/store/" + path).names()
    }

    func file(_ path: String) throws -> File {
        try File(path: directory.path + "/store/" + path, access: .readAndWrite)
    }

    func pathOfLarge() -> String {
        let digits = Digest.of(Self.large).hexadecimal
        return "blobs/\(digits.prefix(2))/\(digits)"
    }

    @Test func `small blobs share a segment and a large one has a file of its name`() throws {
        let store = try open()
        let batch = try store.makeBatch()
        let first = try batch.add([1], digest: .of([1]))
        let second = try batch.add([2], digest: .of([2]))
        let own = try batch.add(Self.large, digest: .of(Self.large))
        try batch.commit()
        #expect(first == BlobLocation(segment: 1, offset: 128, byteCount: 1))
        #expect(second == BlobLocation(segment: 1, offset: 200, byteCount: 1))
        #expect(own == BlobLocation(segment: 0, offset: 0, byteCount: 5000))
        #expect(try names("segments") == ["00000001.pack"])
        #expect(try file(pathOfLarge()).byteCount() == 5000)
    }

    @Test func `each opening begins a segment of its own, and only with the first blob`() throws {
        let first = try add(Self.small, to: open())
        _ = try open()
        let store = try open()
        let second = try add([2], to: store)
        #expect(first.segment == 1)
        #expect(second.segment == 2)
        #expect(store.currentSegment == 2)
        #expect(try store.segments() == [1, 2])
        #expect(try store.bytes(of: .of(Self.small), at: first) == Self.small)
    }

    @Test func `a segment is sealed at its limit`() throws {
        let store = try open(segmentLimitBytes: 64 + 3 * 72)
        let locations = try (0..<7).map { try add([UInt8($0)], to: store) }
        #expect(locations.map(\.segment) == [1, 1, 1, 2, 2, 2, 3])
        for (number, location) in locations.enumerated() {
            let bytes = [UInt8(number)]
            #expect(try store.bytes(of: .of(bytes), at: location) == bytes)
        }
    }

    @Test func `a batch may be larger than the memory it stages in`() throws {
        var settings = BlobSettings()
        settings.stagingLimitBytes = 500
        let store = try LocalBlobStore(directory: directory.path + "/store", settings: settings)
        let batch = try store.makeBatch()
        let blobs = (0..<50).map { [UInt8](repeating: UInt8($0), count: 90) }
        let locations = try blobs.map { try batch.add($0, digest: .of($0)) }
        try batch.commit()
        for (bytes, location) in zip(blobs, locations) {
            #expect(try store.bytes(of: .of(bytes), at: location) == bytes)
        }
    }

    @Test func `a changed byte is corrupt, in a segment and in a file`() throws {
        let store = try open()
        for bytes in [Self.small, Self.large] {
            let location = try add(bytes, to: store)
            let path = location.isOwnFile ? pathOfLarge() : "segments/00000001.pack"
            try SystemMedium().writeAll([0xff], to: file(path), at: location.offset + 3)
            let digest = Digest.of(bytes)
            #expect(throws: BlobError.corrupt(digest)) {
                try store.bytes(of: digest, at: location)
            }
            #expect(throws: BlobError.corrupt(digest)) { try store.verify(digest, at: location) }
        }
    }

    @Test func `a file that became shorter is corrupt before a byte of it is sent`() throws {
        let store = try open()
        for bytes in [Self.small, Self.large] {
            let location = try add(bytes, to: store)
            let path = location.isOwnFile ? pathOfLarge() : "segments/00000001.pack"
            try file(path).truncate(to: location.offset + location.byteCount - 1)
            let digest = Digest.of(bytes)
            #expect(throws: BlobError.corrupt(digest)) {
                try store.region(of: digest, at: location)
            }
        }
    }

    @Test func `storing a damaged blob again heals it`() throws {
        let store = try open()
        let location = try add(Self.large, to: store)
        try file(pathOfLarge()).truncate(to: 10)
        let digest = Digest.of(Self.large)
        #expect(throws: BlobError.corrupt(digest)) { try store.bytes(of: digest, at: location) }
        #expect(try add(Self.large, to: store) == location)
        #expect(try store.bytes(of: digest, at: location) == Self.large)
    }

    @Test func `a dropped draft and an abandoned batch leave no file`() throws {
        let store = try open()
        do {
            let batch = try store.makeBatch()
            let draft = try batch.makeDraft(expectedByteCount: nil)
            try draft.append(Self.large)
            _ = try batch.add([1] + Self.large, digest: .of([1] + Self.large))
            #expect(try names("tmp").count == 2)
        }
        #expect(try names("tmp") == [])
    }

    @Test func `what an earlier run left in tmp is gone after opening`() throws {
        _ = try open()
        _ = try File(path: directory.path + "/store/tmp/1", access: .create)
        _ = try open()
        #expect(try names("tmp") == [])
    }

    @Test func `removing a packed blob frees nothing and hurts nobody`() throws {
        let store = try open()
        let location = try add(Self.small, to: store)
        #expect(try !store.remove(.of(Self.small), at: location))
        #expect(try store.bytes(of: .of(Self.small), at: location) == Self.small)
    }

    @Test func `a removed segment takes its blobs along`() throws {
        let location = try add(Self.small, to: open())
        let store = try open()
        #expect(try store.bytes(of: .of(Self.small), at: location) == Self.small)
        #expect(try store.removeSegment(1))
        #expect(try store.removeSegment(1))
        #expect(throws: BlobError.missing(.of(Self.small))) {
            try store.bytes(of: .of(Self.small), at: location)
        }
    }

    @Test func `a segment stays while it takes blobs or a batch in it lives`() throws {
        let store = try open(segmentLimitBytes: 64 + 72)
        do {
            let batch = try store.makeBatch()
            _ = try batch.add([1], digest: .of([1]))
            try batch.commit()
            #expect(try !store.removeSegment(1))
            #expect(try add([2], to: store).segment == 2)
            #expect(try !store.removeSegment(1))
            withExtendedLifetime(batch) {}
        }
        #expect(try store.removeSegment(1))
        #expect(try !store.removeSegment(2))
        #expect(try store.segments() == [2])
    }

    @Test func `a batch of many large blobs keeps few files open`() throws {
        var settings = BlobSettings()
        settings.packLimitBytes = 0
        settings.openDraftLimit = 2
        let store = try LocalBlobStore(directory: directory.path + "/store", settings: settings)
        let batch = try store.makeBatch()
        let locations = try (0..<7).map { try batch.add([UInt8($0)], digest: .of([UInt8($0)])) }
        let openPaths = try openFilePaths().filter { $0.hasPrefix(directory.path + "/store/tmp/") }
        #expect(openPaths.count == 1)
        try batch.commit()
        for (number, location) in locations.enumerated() {
            let bytes = [UInt8(number)]
            #expect(try store.bytes(of: .of(bytes), at: location) == bytes)
        }
    }

    @Test func `batches of many threads at once keep apart`() throws {
        let store = try open(segmentLimitBytes: 20_000)
        let added = Monitor<[(bytes: [UInt8], location: BlobLocation)]>([])
        let threads = try (0..<6).map { thread in
            try NativeThread.start(name: "test") {
                do {
                    for round in 0..<10 {
                        let batch = try store.makeBatch()
                        for number in 0..<5 {
                            let count = number == 4 ? 1500 : 100 * (number + 1)
                            let bytes =
                                [UInt8(thread), UInt8(round)]
                                + [UInt8](repeating: UInt8(number), count: count)
                            let location = try batch.add(bytes, digest: .of(bytes))
                            added.change { $0.append((bytes, location)) }
                        }
                        try batch.commit()
                    }
                } catch {
                    Issue.record(error)
                }
            }
        }
        for thread in threads { thread.join() }
        let all = added.change { $0 }
        #expect(all.count == 300)
        for (bytes, location) in all {
            #expect(try store.bytes(of: .of(bytes), at: location) == bytes)
        }
        var intactCount = 0
        for segment in try store.segments() {
            try store.scan(segment: segment) { intactCount += $0.isIntact ? 1 : 0 }
        }
        #expect(intactCount == 240)
        #expect(try names("tmp") == [])
    }

    @Test func `few files stay open, and all can be read`() throws {
        var settings = BlobSettings()
        settings.packLimitBytes = 0
        settings.openFileLimit = 2
        let store = try LocalBlobStore(directory: directory.path + "/store", settings: settings)
        let locations = try (0..<6).map { try add([UInt8($0)], to: store) }
        for round in 0..<3 {
            for (number, location) in locations.enumerated() {
                let bytes = [UInt8(number)]
                #expect(try store.bytes(of: .of(bytes), at: location) == bytes, "\(round)")
            }
        }
    }

    @Test func `a symbolic link in place of a blob is not followed`() throws {
        let store = try open()
        _ = try add(Self.large, to: store)
        let digest = Digest.of([9] + Self.large)
        let path = directory.path + "/store/blobs/\(digest.hexadecimal.prefix(2))/"
        try makeDirectory(path)
        try link(from: path + digest.hexadecimal, to: directory.path + "/store/" + pathOfLarge())
        let location = BlobLocation(segment: 0, offset: 0, byteCount: 5000)
        #expect(throws: BlobError.self) { try store.region(of: digest, at: location) }
    }

    @Test func `own files can be listed`() throws {
        let store = try open()
        let location = try add(Self.large, to: store)
        _ = try add(Self.small, to: store)
        var found: [Digest: BlobLocation] = [:]
        try store.scanOwnFiles { found[$0] = $1 }
        #expect(found == [.of(Self.large): location])
    }
}
