import Codecs

/// What a tar holds, as files.
enum TarContents {
    static func files(in tar: [UInt8]) throws -> [String: [UInt8]] {
        var reader = TarReader()
        var files: [String: [UInt8]] = [:]
        var path = ""
        for event in try reader.feed(tar) {
            switch event {
            case .member(let member):
                path = member.path
                files[path] = []
            case .content(let bytes): files[path, default: []] += bytes
            case .endOfMember, .end: break
            }
        }
        try reader.finish()
        return files
    }
}
