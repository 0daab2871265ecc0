import Records

/// Takes a commit's bytes and makes changes of them.
protocol ChangeIntake {
    /// Takes the next bytes of the body.
    mutating func append(_ bytes: [UInt8]) throws

    /// Ends the body.
    ///
    /// - Returns: the changes, of which no two are about one key, in any order; every blob that
    ///   they name is durable.
    mutating func finish() throws -> [SampleChange]

    /// Blobs that were not there before, and their bytes.
    var newBlobs: (count: Int, byteCount: Int64) { get }
}
