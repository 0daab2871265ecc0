/// The measured limits of a database: unit, default, reason.
package struct DatabaseSettings: Sendable {
    /// Bytes of a page, fixed when the file is made. 8 KiB: wide rows stay on one page, and random
    /// inserts write fewer bytes than with 16 KiB.
    package var pageByteCount = 8 * 1024

    /// Connections that read at the same time. A connection is not shared, so this is also how
    /// many requests can read; each costs at most ``readerCacheByteCount``.
    package var readerCount = 8

    /// How long a read waits for a free connection before it is ``SQLError/busy``.
    package var readerWaitMilliseconds = 5000

    /// How long one read transaction may run. A reader that never ends pins the log, which then
    /// grows without end.
    package var readDeadlineSeconds = 30

    /// Instructions of SQLite's machine between two looks at the deadline: well under 1 ms.
    package var instructionsPerDeadlineCheck = 10_000

    /// How long SQLite waits for a lock of another process (a backup, the command line).
    package var busyTimeoutMilliseconds = 5000

    /// Page cache of the writer: a million rows with two indexes load at full speed with it.
    package var writerCacheByteCount = 64 * 1024 * 1024

    /// Page cache of one reader, small because a reader also maps the file.
    package var readerCacheByteCount = 8 * 1024 * 1024

    /// Bytes of the file that readers map instead of reading: address space, not memory.
    package var readerMapByteCount = 1024 * 1024 * 1024

    /// Log pages after which the writer copies them into the file: 125 MiB of 8 KiB pages. The
    /// default of 1000 copies the same hot pages again and again.
    package var checkpointPageCount = 16_000

    /// The size to which the log's file is cut back after a reader had let it grow: what it has
    /// when all goes well, so that it is not cut and extended in turns.
    package var logFileByteCount = 128 * 1024 * 1024

    /// How long the writer is idle before it empties the log.
    package var checkpointIdleMilliseconds = 1000

    /// Writes in one commit at most: beyond this the sync is no longer what costs.
    package var groupLimit = 500

    /// How long one group takes further writes that wait already. The writer never waits for
    /// more: what arrives during a sync is the next group.
    package var groupMilliseconds = 2

    /// Writes that wait at most; one more is ``SQLError/busy``. Ten full groups.
    package var queueLimit = 5000

    /// Compiled statements a connection keeps. Compiling costs 2.7 times the look-up of a row.
    package var statementCacheLimit = 256

    package init() {}
}
