import Blobs
import Codecs
import Posix
import Records
import TestSupport
import Testing

@testable import Catalog

/// Collections while others write.
struct ConcurrentCollectionTests {
    @Test func `no commit loses anything to collections without any grace`() throws {
        let fixture = try CollectionFixture()
        let (storage, data, path) = (fixture.storage, fixture.store.data, fixture.path)
        let isOver = Monitor(false)
        let collections = Monitor(0)
        let collecting = try NativeThread.start(name: "collector") {
            var settings = Collector.Settings()
            settings.graceMilliseconds = -1
            settings.compactionPercent = 90
            while !isOver.look({ $0 }) {
                do {
                    _ = try data.collect(by: settings, salt: UInt64(collections.look { $0 })) {
                        _ in
                    }
                    collections.change { $0 += 1 }
                } catch {
                    Issue.record("a collection failed: \(error)")
                    return
                }
            }
        }
        for round in 0..<30 {
            // Each round brings what some round before had brought and nobody refers to any more.
            try fixture.orphan(0..<20)
            try fixture.commit((0..<20).filter { ($0 + round) % 3 == 0 })
        }
        isOver.change { $0 = true }
        collecting.join()
        #expect(collections.look { $0 } > 2)
        #expect(try Datasets(storage).version(.latest, of: path).number > 2)
        #expect(try fixture.check().findings.isEmpty)
    }

    @Test func `a name is not taken away while its blob arrives, and the other way round`() {
        let names = OwnFileNames()
        let digest = Digest.of([1])
        var wasTaken = false
        names.giving([digest]) {
            names.taking(digest) { wasTaken = true }
        }
        #expect(!wasTaken)
        names.taking(digest) { wasTaken = true }
        #expect(wasTaken)
    }

    @Test func `a hold keeps what is condemned after it began, and no longer than it lives`() {
        let intakes = Intakes()
        #expect(intakes.condemn(by: 10) == 10)
        var hold: IntakeHold? = intakes.begin()
        #expect(intakes.condemn(by: 20) == 10)
        let later = intakes.begin()
        withExtendedLifetime(hold) {}
        hold = nil
        #expect(intakes.condemn(by: 30) == 20)
        withExtendedLifetime(later) {}
    }
}
