import Blobs
import Catalog
import Codecs
import Formats
import Records
import SQL
import Synchronization
import TestSupport

/// A catalog in a fresh temporary directory, with blobs in memory and a clock that stands still
/// until it is moved.
final class CatalogFixture {
    let storage: Storage
    let clock: TestClock
    let path = DatasetPath(
        namespace: NamespaceName(unchecked: "team"), name: DatasetName(unchecked: "digits"))
    private let directory = TemporaryDirectory()
    private let isBorrowed: Bool

    init() throws {
        let clock = TestClock()
        isBorrowed = false
        self.clock = clock
        storage = try Storage(
            database: try Database(
                path: directory.path + "/index.db", settings: DatabaseSettings(),
                migrations: Migrations.all),
            blobs: MemoryBlobStore(), now: { clock.now })
    }

    /// A catalog over the storage of another fixture, which closes it.
    init(over fixture: StoreFixture) {
        isBorrowed = true
        storage = fixture.storage
        clock = fixture.clock
    }

    deinit { if !isBorrowed { storage.database.close() } }

    /// Makes the dataset and commits samples of one part `cls`.
    @discardableResult
    func commit(
        _ samples: [(key: String, text: String)], split: SplitRule = .none,
        replacesAll: Bool = false, branch: RefName = .main, expected: Int? = nil
    ) throws -> CommitResult {
        if (try? Datasets(storage).dataset(path)) == nil {
            _ = try Datasets(storage).create(path, description: "")
        }
        let draft = try CommitDraft(
            storage, of: path, encoding: .tar,
            options: CommitOptions(
                split: split, replacesAll: replacesAll, message: "", author: "tester",
                branch: branch, expected: expected))
        var writer = TarWriter()
        for sample in samples {
            try draft.append(
                writer.member(path: "\(sample.key).cls", content: Array(sample.text.utf8)))
        }
        try draft.append(writer.finish())
        return try draft.finish()
    }

    /// Makes a labelset of classes, one for each sample.
    func label(_ name: String, _ classes: [(key: String, label: Int)], source: String) throws {
        let labelset = LabelsetName(unchecked: name)
        _ = try Labelsets(storage).create(labelset, of: path, description: "")
        _ = try writer(name).append(
            classes.enumerated().map { index, entry in
                let statement = try statement(entry.key, entry.label, source: source)
                return AnnotationWriter.Line(
                    number: index + 1,
                    id: AnnotationID(field: statement.field, sample: statement.sample),
                    statement: statement)
            })
    }

    func writer(_ name: String) -> AnnotationWriter {
        AnnotationWriter(
            storage, of: path, in: LabelsetName(unchecked: name), author: "tester")
    }

    func annotations(_ name: String) -> Annotations {
        Annotations(storage, of: path, in: LabelsetName(unchecked: name))
    }

    func statement(_ key: String, _ label: Int, source: String = "human:anna") throws -> Statement {
        Statement(
            sample: try SampleKey(key), field: .standard,
            value: .category(.integer(label), probabilities: nil), attributes: JSONObject(),
            confidence: nil, source: try Source(source))
    }
}

/// A wall clock that moves only when it is told to.
final class TestClock: Sendable {
    private let time = Mutex(Timestamp(milliseconds: 1_800_000_000_000))

    var now: Timestamp { time.withLock { $0 } }

    func advance(seconds: Int64) {
        time.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + seconds * 1000) }
    }
}
