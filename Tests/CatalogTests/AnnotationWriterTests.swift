import Records
import SQL
import Testing

@testable import Catalog

struct AnnotationWriterTests {
    private func fixture() throws -> CatalogFixture {
        let fixture = try CatalogFixture()
        try fixture.commit([("a", "1"), ("b", "2")])
        try fixture.label("gt", [("a", 1), ("b", 2)], source: "human:anna")
        return fixture
    }

    @Test func `a revision on top of the one that stands is written`() throws {
        let fixture = try fixture()
        let id = try AnnotationID("class:a")
        let written = try fixture.writer("gt").put(
            try fixture.statement("a", 7), id: id, base: 1)
        #expect(written.revision == 2)
        #expect(try fixture.annotations("gt").annotation(id, asOf: nil) == written)
        #expect(try fixture.annotations("gt").revisions(of: id, limit: 10).count == 2)
    }

    @Test func `a stale revision is refused with the one that stands`() throws {
        let fixture = try fixture()
        let id = try AnnotationID("class:a")
        let standing = try fixture.writer("gt").put(
            try fixture.statement("a", 7), id: id, base: 1)
        let base = try fixture.annotations("gt").revisions(of: id, limit: 1).first
        #expect(
            throws: CatalogError.revisionConflict(current: standing, base: base, baseRevision: 1)
        ) {
            try fixture.writer("gt").put(try fixture.statement("a", 8), id: id, base: 1)
        }
        #expect(throws: CatalogError.revisionRequired(current: standing)) {
            try fixture.writer("gt").put(try fixture.statement("a", 8), id: id, base: nil)
        }
    }

    @Test func `an annotation is about one sample for ever`() throws {
        let fixture = try fixture()
        let id = try AnnotationID("class:a")
        let standing = try fixture.annotations("gt").annotation(id, asOf: nil)
        #expect(throws: CatalogError.annotationMoved(current: standing)) {
            try fixture.writer("gt").put(try fixture.statement("b", 7), id: id, base: 1)
        }
        #expect(try fixture.annotations("gt").annotation(id, asOf: nil) == standing)
    }

    @Test func `the past reads as it was`() throws {
        let fixture = try fixture()
        let id = try AnnotationID("class:a")
        let before = try fixture.annotations("gt").moment(nil)
        _ = try fixture.writer("gt").put(try fixture.statement("a", 7), id: id, base: 1)
        let old = try fixture.annotations("gt").annotation(id, asOf: before)
        #expect(old.statement == (try fixture.statement("a", 1)))
        #expect(
            try fixture.annotations("gt").list(asOf: before, sample: nil, after: nil, limit: 10)
                .map(\.revision) == [1, 1])
    }

    @Test func `the feed tells each revision once and in order`() throws {
        let fixture = try fixture()
        let (first, sequence) = try fixture.annotations("gt").changes(after: 0, limit: 10)
        #expect(first.count == 2)
        let written = try fixture.writer("gt").put(
            try fixture.statement("a", 7), id: try AnnotationID("class:a"), base: 1)
        let (next, _) = try fixture.annotations("gt").changes(after: sequence, limit: 10)
        #expect(next == [written])
    }

    @Test func `a withdrawn annotation no longer stands but its revisions stay`() throws {
        let fixture = try fixture()
        let id = try AnnotationID("class:a")
        _ = try fixture.writer("gt").withdraw(id, base: 1)
        #expect(throws: CatalogError.annotationMissing(id)) {
            try fixture.annotations("gt").annotation(id, asOf: nil)
        }
        #expect(try fixture.annotations("gt").revisions(of: id, limit: 10).count == 2)
        #expect(
            try Labelsets(fixture.storage).labelset(
                LabelsetName("gt"), of: fixture.path
            ).annotationCount == 1)
    }

    @Test func `a bulk write with a bad line stores nothing`() throws {
        let fixture = try fixture()
        let unknown = try fixture.statement("nobody", 1)
        let good = try fixture.statement("a", 1)
        let lines = [
            AnnotationWriter.Line(number: 1, id: try AnnotationID("x"), statement: good),
            AnnotationWriter.Line(number: 2, id: try AnnotationID("y"), statement: unknown),
        ]
        #expect(
            throws: CatalogError.linesRefused(
                [LineError(line: 2, fact: .sampleUnknown(unknown.sample))], count: 1)
        ) { try fixture.writer("gt").append(lines) }
        #expect(throws: CatalogError.annotationMissing(try AnnotationID("x"))) {
            try fixture.annotations("gt").annotation(try AnnotationID("x"), asOf: nil)
        }
    }

    @Test func `repeating a bulk write changes nothing, contradicting it is refused`() throws {
        let fixture = try fixture()
        let same = AnnotationWriter.Line(
            number: 1, id: try AnnotationID("class:a"), statement: try fixture.statement("a", 1))
        let result = try fixture.writer("gt").append([same])
        #expect(result.createdCount == 0 && result.unchangedCount == 1)
        let other = AnnotationWriter.Line(
            number: 1, id: try AnnotationID("class:a"), statement: try fixture.statement("a", 9))
        #expect(
            throws: CatalogError.linesRefused(
                [LineError(line: 1, fact: .exists(other.id, revision: 1))], count: 1)
        ) { try fixture.writer("gt").append([other]) }
    }

    @Test func `more lines than one transaction takes are refused`() throws {
        let fixture = try fixture()
        let line = AnnotationWriter.Line(
            number: 1, id: try AnnotationID("x"), statement: try fixture.statement("a", 1))
        let lines = Array(repeating: line, count: AnnotationWriter.lineLimit + 1)
        #expect(throws: CatalogError.tooManyLines(limit: AnnotationWriter.lineLimit)) {
            try fixture.writer("gt").append(lines)
        }
    }

    @Test func `the newest revision is found by its id, not by reading the labelset`() throws {
        let fixture = try fixture()
        let plan = try fixture.storage.database.read { connection in
            try connection.all(
                "EXPLAIN QUERY PLAN " + AnnotationRow.newestStatement, 1, "a", Int64.max
            ) { $0.text(3) }
        }
        #expect(plan.count == 1 && plan[0].contains("(labelset=? AND id=?)"))
    }

    @Test func `a moment that has not come is refused`() throws {
        let fixture = try fixture()
        #expect(throws: CatalogError.momentAhead(asOf: 99, newest: 2)) {
            try fixture.annotations("gt").moment(99)
        }
        #expect(throws: CatalogError.momentAhead(asOf: 99, newest: 2)) {
            try fixture.annotations("gt").changes(after: 99, limit: 1)
        }
    }
}
