package import Blobs
package import Records
package import SQL

/// What every rule of the catalog works on: the index, the blobs and the wall clock.
package struct Storage: Sendable {
    package let database: Database
    package let blobs: any BlobStore
    package let now: @Sendable () -> Timestamp

    package init(
        database: Database, blobs: any BlobStore, now: @escaping @Sendable () -> Timestamp
    ) {
        self.database = database
        self.blobs = blobs
        self.now = now
    }
}
