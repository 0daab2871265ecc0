#define _GNU_SOURCE
#include "sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

int cshims_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static int add(int epoll, int descriptor, uint64_t token, uint32_t interest) {
    struct epoll_event event = {.events = interest, .data.u64 = token};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

int cshims_epoll_add_socket(int epoll, int descriptor, uint64_t token) {
    return add(epoll, descriptor, token, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
}

int cshims_epoll_add_readable(int epoll, int descriptor, uint64_t token) {
    return add(epoll, descriptor, token, EPOLLIN);
}

int cshims_epoll_wait(int epoll, struct cshims_event *events, int capacity, int timeout_ms) {
    // As many as a loop asks for in one turn; bounds the stack.
    struct epoll_event native[512];
    if (capacity > 512) capacity = 512;
    int count = epoll_wait(epoll, native, capacity, timeout_ms);
    for (int i = 0; i < count; i++) {
        uint32_t from = native[i].events;
        uint32_t to = 0;
        if (from & EPOLLIN) to |= CSHIMS_READABLE;
        if (from & EPOLLOUT) to |= CSHIMS_WRITABLE;
        if (from & EPOLLRDHUP) to |= CSHIMS_READ_HANGUP;
        if (from & (EPOLLHUP | EPOLLERR)) to |= CSHIMS_HANGUP;
        events[i].readiness = to;
        events[i].token = native[i].data.u64;
    }
    return count;
}

int cshims_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int cshims_signalfd(const int *signals, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
    int failure = pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (failure != 0) {
        errno = failure;
        return -1;
    }
    return signalfd(-1, &set, SFD_CLOEXEC);
}

int cshims_signal_read(int descriptor) {
    struct signalfd_siginfo report;
    ssize_t count = read(descriptor, &report, sizeof report);
    return count < 0 ? -1 : (int)report.ssi_signo;
}

int cshims_socket(int family) {
    return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

int cshims_accept(int listener, void *address, uint32_t *address_byte_count) {
    return accept4(listener, address, address_byte_count, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static int set_flag(int descriptor, int level, int option) {
    int one = 1;
    return setsockopt(descriptor, level, option, &one, sizeof one);
}

int cshims_set_no_delay(int descriptor) { return set_flag(descriptor, IPPROTO_TCP, TCP_NODELAY); }
int cshims_set_reuse_address(int descriptor) {
    return set_flag(descriptor, SOL_SOCKET, SO_REUSEADDR);
}

int cshims_socket_error(int descriptor) {
    int failure = 0;
    socklen_t count = sizeof failure;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &count) < 0) return errno;
    return failure;
}

int cshims_unacknowledged(int descriptor) {
    int count;
    return ioctl(descriptor, SIOCOUTQ, &count) < 0 ? -1 : count;
}

int64_t cshims_send(int descriptor, const void *bytes, size_t count, int more) {
    return send(descriptor, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT | (more ? MSG_MORE : 0));
}

int64_t cshims_peek(int descriptor) {
    char byte;
    return recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
}

int cshims_begin_writeback(int file, int64_t offset, int64_t count) {
    return sync_file_range(file, offset, count, SYNC_FILE_RANGE_WRITE);
}

int64_t cshims_sendfile(int socket, int file, int64_t offset, size_t count) {
    off_t position = offset;
    return sendfile(socket, file, &position, count);
}

int64_t cshims_probe(int file, int64_t offset) {
    char byte;
    struct iovec vector = {.iov_base = &byte, .iov_len = 1};
    return preadv2(file, &vector, 1, offset, RWF_NOWAIT);
}

int cshims_open_null(void) { return open("/dev/null", O_RDONLY | O_CLOEXEC); }

void cshims_lower_priority(void) {
    // On Linux it is the thread's alone (setpriority(2), NOTES). Without it all works the same.
    setpriority(PRIO_PROCESS, 0, 10);
}

void cshims_block_broken_pipe(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

void cshims_name_thread(const char *name) {
    char text[16] = {0};
    strncpy(text, name, sizeof text - 1);
    pthread_setname_np(pthread_self(), text);
}
