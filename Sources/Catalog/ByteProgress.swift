/// How far work is that goes through many bytes.
package struct ByteProgress: Sendable {
    package let doneByteCount: Int64
    package let totalByteCount: Int64
}
