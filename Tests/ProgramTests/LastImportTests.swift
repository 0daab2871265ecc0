import Codecs
import Glibc
import Records
import Testing

@testable import cairn

struct LastImportTests {
    private let folder: TemporaryFolder
    private let version = Digest.of([1]).description
    /// Long after all that the tests write.
    private let later = Int64.max

    init() throws {
        folder = try TemporaryFolder()
        for key in ["a", "b", "c"] {
            for part in ["png", "cls"] { try folder.write("\(key).\(part)", key) }
        }
    }

    private func survey() throws -> FolderSurvey { try FolderSurvey(root: folder.path) }

    private func paths(since last: LastImport?, replacesAll: Bool = false) throws -> [String] {
        try FolderImport(survey(), since: last, replacesAll: replacesAll).files.map(\.path)
    }

    @Test func `of a folder that has not changed nothing is sent`() throws {
        let last = LastImport(of: try survey(), startedAt: later, version: version)
        let next = FolderImport(try survey(), since: last, replacesAll: false)
        #expect(next.files.isEmpty && next.knownCount == 3)
        #expect(try paths(since: nil).count == 6)
    }

    @Test(arguments: [
        ("other bytes", "b.png", "bb"), ("the same size", "b.png", "x"),
        ("a new part", "b.txt", ""),
    ])
    func `a sample with a file that has changed is sent whole`(
        _ change: String, name: String, text: String
    ) throws {
        let last = LastImport(of: try survey(), startedAt: later, version: version)
        try folder.write(name, text)
        let sent = try paths(since: last)
        #expect(sent.count >= 2 && sent.allSatisfy { $0.hasPrefix("b.") })
        #expect(sent.contains("b.cls") && sent.contains(name))
    }

    @Test func `a sample that has lost a file is sent as it is now`() throws {
        let last = LastImport(of: try survey(), startedAt: later, version: version)
        unlink(folder.path + "/b.cls")
        #expect(try paths(since: last) == ["b.png"])
    }

    @Test func `what had just changed when it was looked at is sent again`() throws {
        let now = timespec.now
        let last = LastImport(of: try survey(), startedAt: now, version: version)
        #expect(try paths(since: last).count == 6)
    }

    @Test func `when a sample has gone, only sending all others tells it`() throws {
        let last = LastImport(of: try survey(), startedAt: later, version: version)
        for part in ["png", "cls"] { unlink(folder.path + "/c.\(part)") }
        #expect(try paths(since: last, replacesAll: true).count == 4)
        // Where nothing goes, there is nothing to tell.
        #expect(try paths(since: last, replacesAll: false).isEmpty)
    }

    @Test func `it is read as it was kept`() throws {
        let last = LastImport(of: try survey(), startedAt: later, version: version)
        let path = folder.path + "/cache/imports/x"
        last.keep(at: path)
        let read = try #require(LastImport(at: path))
        #expect(read.version == version && read.samples == last.samples)
    }

    @Test func `a file that is torn or foreign is no memory`() throws {
        let last = LastImport(of: try survey(), startedAt: later, version: version)
        let path = folder.path + "/x"
        last.keep(at: path)
        let text = try folder.read("x")
        #expect(LastImport(at: folder.path + "/none") == nil)
        for count in [0, 1, 70, text.utf8.count / 2, text.utf8.count - 2] {
            try folder.write("x", String(text.prefix(count)))
            #expect(LastImport(at: path) == nil)
        }
        try folder.write("x", "nonsense\nend\n")
        #expect(LastImport(at: path) == nil)
    }

    @Test func `every import has a place of its own in the user's cache`() {
        func identity(_ split: String?, replacesAll: Bool) -> LastImport.Identity {
            LastImport.Identity(
                folder: "/data", server: "h:1", dataset: "t/d", branch: "main", split: split,
                replacesAll: replacesAll)
        }
        let places = Set(
            [
                identity(nil, replacesAll: false), identity(nil, replacesAll: true),
                identity("train", replacesAll: false),
            ].map { $0.path { $0 == "HOME" ? "/h" : nil } })
        #expect(places.count == 3)
        #expect(places.allSatisfy { $0?.hasPrefix("/h/.cache/cairn/imports/") == true })
        let cached = identity(nil, replacesAll: false).path { $0 == "XDG_CACHE_HOME" ? "/c" : "/h" }
        #expect(cached?.hasPrefix("/c/cairn/imports/") == true)
        #expect(identity(nil, replacesAll: false).path { _ in nil } == nil)
    }
}

extension timespec {
    /// Nanoseconds since 1970.
    fileprivate static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
