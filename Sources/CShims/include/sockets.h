// Sockets, epoll, eventfd and signalfd: what glibc hides behind _GNU_SOURCE or in macros.
// Every function answers as the call of its name does: -1 and errno on failure.
#ifndef CSHIMS_SOCKETS_H
#define CSHIMS_SOCKETS_H
#include <stddef.h>
#include <stdint.h>

/// One readiness report; `token` is what was registered. Not packed, unlike epoll_event.
struct cshims_event {
    uint32_t readiness;
    uint64_t token;
};

enum {
    CSHIMS_READABLE = 1,
    CSHIMS_WRITABLE = 2,
    /// The peer has sent its last byte.
    CSHIMS_READ_HANGUP = 4,
    /// The connection is gone in both directions, or has failed.
    CSHIMS_HANGUP = 8
};

int cshims_epoll_create(void);
/// Registers a socket once, edge-triggered, for everything.
int cshims_epoll_add_socket(int epoll, int descriptor, uint64_t token);
/// Registers a descriptor level-triggered, for reading.
int cshims_epoll_add_readable(int epoll, int descriptor, uint64_t token);
int cshims_epoll_wait(int epoll, struct cshims_event *events, int capacity, int timeout_ms);

int cshims_eventfd(void);
/// Blocks the signals for the calling thread and those that it starts.
int cshims_signalfd(const int *signals, int count);
/// Waits for the next signal and answers its number.
int cshims_signal_read(int descriptor);

/// A TCP socket, non-blocking and close-on-exec.
int cshims_socket(int family);
int cshims_accept(int listener, void *address, uint32_t *address_byte_count);
int cshims_set_no_delay(int descriptor);
int cshims_set_reuse_address(int descriptor);
int cshims_socket_error(int descriptor);
/// Bytes that were sent and not acknowledged yet.
int cshims_unacknowledged(int descriptor);

/// send(2) without SIGPIPE; with `more` the kernel waits for the rest of the segment.
int64_t cshims_send(int descriptor, const void *bytes, size_t count, int more);
/// Whether there is input, without taking it: 1 when there is, 0 at its end, -1 and errno.
int64_t cshims_peek(int descriptor);
/// Lets the kernel begin to write some bytes of a file to its disk; waits for nothing.
int cshims_begin_writeback(int file, int64_t offset, int64_t count);
int64_t cshims_sendfile(int socket, int file, int64_t offset, size_t count);
/// Reads one byte only if the page is in memory: 1 when it is, 0 past the end, -1 EAGAIN if cold.
int64_t cshims_probe(int file, int64_t offset);
int cshims_open_null(void);
/// Keeps SIGPIPE from the calling thread: sendfile(2) raises it and has no flag against it.
void cshims_block_broken_pipe(void);
/// Lowers the priority of the calling thread below that of the others.
void cshims_lower_priority(void);
/// Names the calling thread, for top(1) and debuggers; at most 15 bytes count.
void cshims_name_thread(const char *name);
#endif
