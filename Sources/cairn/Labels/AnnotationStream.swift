/// Annotations as lines of JSON, piece by piece, from a file or from the samples of a dataset.
protocol AnnotationStream: AnyObject {
    /// How much of the source was read, and how much there is; nil where it is not known.
    var doneBytes: Int64 { get }
    var totalBytes: Int64? { get }
    var annotationCount: Int { get }
    func next() throws -> [UInt8]?
}
