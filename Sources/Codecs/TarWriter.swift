/// Composes an archive of members that arrive one after the other.
///
/// It makes what stands between contents; the contents themselves go from their source to the
/// archive's reader without passing through here.
package struct TarWriter {
    /// Bytes of content that the current member still owes.
    private var owedByteCount: Int64 = 0
    private var paddingByteCount = 0

    package init() {}

    /// The bytes before a member's content.
    package mutating func beginMember(path: String, byteCount: Int64) -> [UInt8] {
        precondition(owedByteCount == 0 && paddingByteCount == 0, "the last member has ended")
        owedByteCount = byteCount
        paddingByteCount = TarHeader.paddingByteCount(after: byteCount)
        return TarHeader.bytes(path: path, byteCount: byteCount)
    }

    /// Notes that so many bytes of content were written.
    package mutating func noteContent(byteCount: Int) {
        precondition(byteCount <= owedByteCount, "no content beyond the size in the header")
        owedByteCount -= Int64(byteCount)
    }

    /// The bytes after a member's content.
    package mutating func endMember() -> [UInt8] {
        precondition(owedByteCount == 0, "content of the size in the header")
        defer { paddingByteCount = 0 }
        return [UInt8](repeating: 0, count: paddingByteCount)
    }

    /// A whole member.
    package mutating func member(path: String, content: [UInt8]) -> [UInt8] {
        var bytes = beginMember(path: path, byteCount: Int64(content.count))
        bytes += content
        noteContent(byteCount: content.count)
        return bytes + endMember()
    }

    /// The bytes that end the archive.
    package mutating func finish() -> [UInt8] {
        precondition(owedByteCount == 0 && paddingByteCount == 0, "the last member has ended")
        return [UInt8](repeating: 0, count: TarHeader.endByteCount)
    }
}
