import Glibc

/// The kept corpus: inputs in files, in `Fixtures/TARGET`, and whatever once broke a law.
enum Fixtures {
    private static let directory =
        String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex))
        + "/Fixtures"
    // More than any corpus has; the files are small.
    private static let byteLimit = 64 * 1024

    static func inputs(of target: String) -> [[UInt8]] {
        let folder = "\(directory)/\(target)"
        return names(in: folder).sorted().map { bytes(of: "\(folder)/\($0)") }
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private static func bytes(of path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: byteLimit)
        let count = read(descriptor, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }
}
