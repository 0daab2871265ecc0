/// The measured limits of a store: unit, default, reason.
package struct BlobSettings: Sendable {
    /// The largest blob that shares a file with others. Below, a file each costs three syncs and
    /// half a block; above, sequential order no longer matters and a file can be unlinked.
    package var packLimitBytes = 256 * 1024

    /// The size at which a segment is sealed: large enough that there are few, small enough that
    /// copying the live part of one takes seconds.
    package var segmentLimitBytes: Int64 = 1024 * 1024 * 1024

    /// Bytes that a batch keeps in memory before it writes them out, still without a sync: more
    /// makes the calls no cheaper, and the caches colder.
    package var stagingLimitBytes = 1024 * 1024

    /// Bytes of a large blob after which the disk begins to write them: a sync that comes at the
    /// end of 64 MiB took a quarter of the whole time.
    package var writebackBytes: Int64 = 8 * 1024 * 1024

    /// Drafts that a batch keeps open before it syncs and closes them: far below the number of
    /// files that a process may have open.
    package var openDraftLimit = 64

    /// Bytes that stay free on the disk: below, no batch is begun and no draft goes on. None unless
    /// somebody sets it: only an operator knows the disk.
    package var reserveBytes: Int64 = 0

    /// Files kept open for reading: opening costs more than reading 4 KiB.
    package var openFileLimit = 256

    package init() {}
}
