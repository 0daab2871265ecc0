import Blobs
import Codecs
import Posix
import TestSupport
import Testing

/// The promises of ``BlobStore``, run against every implementation.
struct BlobStoreConformance {
    /// An implementation; it keeps its directory, if it has one, for as long as the test runs.
    struct Implementation: Sendable, CustomTestStringConvertible {
        let name: String
        let make: @Sendable (TemporaryDirectory) throws -> any BlobStore

        var testDescription: String { name }
    }

    static let implementations = [
        Implementation(name: "memory") { _ in MemoryBlobStore() },
        Implementation(name: "local") { directory in
            var settings = BlobSettings()
            settings.packLimitBytes = 100
            return try LocalBlobStore(directory: directory.path + "/store", settings: settings)
        },
    ]

    let directory = TemporaryDirectory()

    /// Below, at and above the size from which the local store makes a file each.
    static let blobs: [[UInt8]] = [0, 1, 7, 8, 99, 100, 101, 5000].map { count in
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ count) }
    }

    @Test(arguments: implementations)
    func `what was committed is read back, whole and in part`(_ made: Implementation) throws {
        let store = try made.make(directory)
        let batch = try store.makeBatch()
        var locations: [BlobLocation] = []
        for bytes in Self.blobs { locations.append(try batch.add(bytes, digest: .of(bytes))) }
        try batch.commit()
        for (bytes, location) in zip(Self.blobs, locations) {
            let digest = Digest.of(bytes)
            #expect(location.byteCount == Int64(bytes.count))
            #expect(try store.bytes(of: digest, at: location) == bytes)
            let half = Int64(bytes.count / 2)
            #expect(
                try store.bytes(of: digest, at: location, in: half..<location.byteCount)
                    == Array(bytes[Int(half)...]))
            #expect(try contents(of: store.region(of: digest, at: location)) == bytes)
            try store.verify(digest, at: location, bufferByteCount: 3)
        }
    }

    @Test(arguments: implementations)
    func `parts of blobs are read to their places, neighbours or not`(
        _ made: Implementation
    ) throws {
        let store = try made.make(directory)
        let batch = try store.makeBatch()
        let locations = try Self.blobs.map { try batch.add($0, digest: .of($0)) }
        try batch.commit()
        let orders = [
            Array(Self.blobs.indices), Self.blobs.indices.reversed(), [3, 3, 0, 7, 1, 2, 6, 4, 5],
        ]
        for order in orders {
            var slices: [BlobSlice] = []
            var expected: [UInt8] = []
            for index in order {
                let bytes = Self.blobs[index]
                // Of every second one only a part; a byte of its own before each.
                let range = index % 2 == 0 ? bytes.indices : bytes.count / 3..<bytes.count / 2
                expected.append(255)
                slices.append(
                    BlobSlice(
                        of: .of(bytes), at: locations[index],
                        Int64(range.lowerBound)..<Int64(range.upperBound), to: expected.count))
                expected += bytes[range]
            }
            var read = [UInt8](repeating: 255, count: expected.count)
            try store.read(slices, into: &read)
            #expect(read == expected)
        }
    }

    @Test(arguments: implementations)
    func `of neighbours the one that is missing or short is named`(_ made: Implementation) throws {
        let store = try made.make(directory)
        let (first, second) = (Self.blobs[2], Self.blobs[3])
        let batch = try store.makeBatch()
        let place = try batch.add(first, digest: .of(first))
        let last = try batch.add(second, digest: .of(second))
        try batch.commit()
        let tooLong = BlobLocation(segment: last.segment, offset: last.offset, byteCount: 100_000)
        var bytes = [UInt8](repeating: 0, count: 200_000)
        #expect(throws: BlobError.corrupt(.of(second))) {
            try store.read(
                [
                    BlobSlice(of: .of(first), at: place, 0..<7, to: 0),
                    BlobSlice(of: .of(second), at: tooLong, 0..<100_000, to: 7),
                ], into: &bytes)
        }
        #expect(throws: BlobError.missing(.of([9]))) {
            try store.read(
                [BlobSlice(of: .of([9]), at: place.elsewhere, 0..<1, to: 0)], into: &bytes)
        }
    }

    @Test(arguments: implementations)
    func `a draft in pieces is the blob of the whole`(_ made: Implementation) throws {
        let store = try made.make(directory)
        for bytes in Self.blobs {
            let batch = try store.makeBatch()
            let draft = try batch.makeDraft(expectedByteCount: Int64(bytes.count))
            for start in stride(from: 0, to: bytes.count, by: 37) {
                try draft.append(Array(bytes[start..<min(start + 37, bytes.count)]))
            }
            let (digest, location) = try draft.finish(expected: .of(bytes))
            try batch.commit()
            #expect(digest == .of(bytes))
            #expect(try store.bytes(of: digest, at: location) == bytes)
        }
    }

    @Test(arguments: implementations)
    func `the same blob twice in a batch is at one place`(_ made: Implementation) throws {
        let store = try made.make(directory)
        for bytes in Self.blobs {
            let batch = try store.makeBatch()
            let first = try batch.add(bytes, digest: .of(bytes))
            let draft = try batch.makeDraft(expectedByteCount: nil)
            try draft.append(bytes)
            #expect(try draft.finish(expected: nil).location == first)
            #expect(try batch.add(bytes, digest: .of(bytes)) == first)
            try batch.commit()
            #expect(try store.bytes(of: .of(bytes), at: first) == bytes)
        }
    }

    @Test(arguments: implementations)
    func `a draft with other bytes than announced is refused, its batch is not`(
        _ made: Implementation
    ) throws {
        let store = try made.make(directory)
        for bytes in Self.blobs where bytes.count > 1 {
            let batch = try store.makeBatch()
            let other = Digest.of([1])
            let changed = try batch.makeDraft(expectedByteCount: nil)
            try changed.append(bytes)
            #expect(throws: BlobError.digestMismatch(expected: other, actual: .of(bytes))) {
                try changed.finish(expected: other)
            }
            let size = Int64(bytes.count)
            let short = try batch.makeDraft(expectedByteCount: size + 1)
            try short.append(bytes)
            #expect(throws: BlobError.sizeMismatch(expected: size + 1, actual: size)) {
                try short.finish(expected: nil)
            }
            let long = try batch.makeDraft(expectedByteCount: size - 1)
            #expect(throws: BlobError.sizeMismatch(expected: size - 1, actual: size)) {
                try long.append(bytes)
            }
            let location = try batch.add(bytes, digest: .of(bytes))
            try batch.commit()
            #expect(try store.bytes(of: .of(bytes), at: location) == bytes)
        }
    }

    @Test(arguments: implementations)
    func `an abandoned batch leaves the others alone`(_ made: Implementation) throws {
        let store = try made.make(directory)
        for bytes in Self.blobs {
            let abandoned = try store.makeBatch()
            let kept = try store.makeBatch()
            _ = try abandoned.add([1, 2, 3] + bytes, digest: .of([1, 2, 3] + bytes))
            let location = try kept.add(bytes, digest: .of(bytes))
            _ = try abandoned.add([4] + bytes, digest: .of([4] + bytes))
            abandoned.abandon()
            try kept.commit()
            #expect(try store.bytes(of: .of(bytes), at: location) == bytes)
        }
    }

    @Test(arguments: implementations)
    func `a blob that was never stored is missing`(_ made: Implementation) throws {
        let store = try made.make(directory)
        let digest = Digest.of([1])
        let location = BlobLocation(segment: 0, offset: 0, byteCount: 1)
        #expect(throws: BlobError.missing(digest)) { try store.bytes(of: digest, at: location) }
        #expect(throws: BlobError.missing(digest)) { try store.verify(digest, at: location) }
        #expect(throws: BlobError.missing(digest)) { try store.region(of: digest, at: location) }
    }

    @Test(arguments: implementations)
    func `a removed large blob is missing, and removing it again is fine`(
        _ made: Implementation
    ) throws {
        let store = try made.make(directory)
        let bytes = Self.blobs[7]
        let digest = Digest.of(bytes)
        let batch = try store.makeBatch()
        let location = try batch.add(bytes, digest: digest)
        try batch.commit()
        let region = try store.region(of: digest, at: location)
        #expect(try store.remove(digest, at: location))
        #expect(try !store.remove(digest, at: location))
        #expect(throws: BlobError.missing(digest)) { try store.bytes(of: digest, at: location) }
        // Who has it open reads to the end.
        #expect(try contents(of: region) == bytes)
    }

    @Test(arguments: implementations)
    func `a location that tells another size is corrupt`(_ made: Implementation) throws {
        let store = try made.make(directory)
        let bytes = Self.blobs[7]
        let digest = Digest.of(bytes)
        let batch = try store.makeBatch()
        let location = try batch.add(bytes, digest: digest)
        try batch.commit()
        for byteCount in [location.byteCount - 1, location.byteCount + 1] {
            let wrong = BlobLocation(
                segment: location.segment, offset: location.offset, byteCount: byteCount)
            #expect(throws: BlobError.corrupt(digest)) { try store.region(of: digest, at: wrong) }
            #expect(throws: BlobError.corrupt(digest)) { try store.bytes(of: digest, at: wrong) }
        }
    }

    private func contents(of region: BlobRegion) throws -> [UInt8] {
        switch region {
        case .bytes(let bytes): return bytes
        case .file(let region):
            return try SystemMedium().readUpTo(
                Int(region.byteCount), from: region.file, at: region.offset)
        }
    }
}

extension BlobLocation {
    /// A place that no store has.
    fileprivate var elsewhere: BlobLocation {
        BlobLocation(segment: 99, offset: offset, byteCount: byteCount)
    }
}
