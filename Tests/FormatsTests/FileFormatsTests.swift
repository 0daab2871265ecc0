import Testing

@testable import Formats

struct FileFormatsTests {
    @Test func `every format is found by its name, media type and endings`() {
        for format in FileFormats.all {
            #expect(FileFormats.named(format.name) == format)
            #expect(FileFormats.ofMediaType(format.mediaType) == format)
            for ending in format.fileExtensions {
                #expect(FileFormats.ofFile("a/b.\(ending)") == format)
            }
        }
        #expect(FileFormats.named("") == nil)
        #expect(FileFormats.ofFile("tar") == nil)
    }

    @Test func `no two formats share a name, a media type or an ending`() {
        let all = FileFormats.all
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(Set(all.map(\.mediaType)).count == all.count)
        #expect(Set(all.flatMap(\.fileExtensions)).count == all.flatMap(\.fileExtensions).count)
    }
}
