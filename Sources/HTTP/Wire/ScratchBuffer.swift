/// Memory of one loop that is made when it is first needed. Of its thread only.
final class ScratchBuffer {
    private let byteCount: Int
    // unsafe: system calls and OpenSSL need a fixed address.
    private var memory: UnsafeMutableRawBufferPointer?

    init(byteCount: Int) { self.byteCount = byteCount }

    deinit { memory?.deallocate() }

    /// The memory; what was in it is not kept for anybody.
    var bytes: UnsafeMutableRawBufferPointer {
        if let memory { return memory }
        let made = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
        memory = made
        return made
    }
}
