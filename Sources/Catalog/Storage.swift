package import Blobs
package import Records
package import SQL

/// What every rule of the catalog works on: the index, the blobs and the wall clock.
package struct Storage: Sendable {
    package let database: Database
    package let blobs: any BlobStore
    package let now: @Sendable () -> Timestamp
    /// What all imports together hold in memory before it is written.
    let intakeBudget: ByteBudget
    let commitLocks = CommitLocks()

    /// False after a failed sync: what is stored can be read, and nothing can be written until the
    /// daemon starts anew.
    package var isWritable: Bool { database.isWritable && blobs.isWritable }

    /// Bytes of blobs that wait for a sync, over all imports: enough for a few at full speed.
    package static let standardIntakeByteCount: Int64 = 256 * 1024 * 1024

    package init(
        database: Database, blobs: any BlobStore, intakeByteCount: Int64 = standardIntakeByteCount,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.database = database
        self.blobs = blobs
        self.now = now
        intakeBudget = ByteBudget(byteLimit: intakeByteCount)
    }
}
