import Records
import Testing

@testable import Formats

struct SampleFileTests {
    @Test func `the files of a sample are adjacent, whatever folders are called`() throws {
        let paths = ["1.png", "1.d/x.txt", "1.cls", "1-a.png", "0/z.png"]
        let files = try SampleFile.arranged(paths)
        #expect(files.map(\.path) == ["0/z.png", "1.cls", "1.png", "1-a.png", "1.d/x.txt"])
        #expect(files.map(\.key.text) == ["0/z", "1", "1", "1-a", "1.d/x"])
    }

    @Test func `two files for one part are refused`() {
        #expect(throws: FormatError.duplicatePart(path: "./a.png")) {
            try SampleFile.arranged(["a.png", "b.png", "./a.png"])
        }
    }

    @Test func `a file that is no part is refused`() {
        #expect(throws: FormatError.noPart(path: "README")) {
            try SampleFile.arranged(["README"])
        }
    }
}
