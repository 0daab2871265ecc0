// The disk between the daemon and the kernel: a library for LD_PRELOAD that counts the calls on
// files below one directory, lets one of them fail, kills the process at one, and writes down what
// a loss of power could take away.
//
// All of libc's users are seen, SQLite too, and the daemon is the one that ships. What the parent
// asks for and what it is told stand in a file that both have mapped.
//
//   CRASH_DISK_ROOT     the directory
//   CRASH_DISK_ORDERS   the file of `struct orders`
//   CRASH_DISK_JOURNAL  where operations are written down; none when absent
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum fault { FAULT_NONE, FAULT_ERROR, FAULT_FULL, FAULT_SHORT };

// Laid out as crash.py knows it: eight bytes each.
struct orders {
    uint64_t calls;         // so far, of every kind
    uint64_t syncs;         // so far
    uint64_t kill_at_call;  // before it; 0 for never
    uint64_t kill_at_sync;
    uint64_t fail_at_call;
    uint64_t fault;
    uint64_t hits;          // faults that happened
    uint64_t hit_kind;      // the kind of the last one: 'w', 'r', 's', …
};

// Descriptors above are not followed: the daemon has a few dozen files open in these tests.
enum { DESCRIPTORS = 4096, PATH_BYTES = 512 };

static struct orders *orders;
static char root[PATH_BYTES];
static size_t root_length;
static int journal = -1;
// One call after the other: the journal has them in the order in which they happened.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
// Of the open file behind each descriptor: 0 for one that is none of ours.
static uint64_t handles[DESCRIPTORS];
static uint64_t last_handle;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_pread)(int, void *, size_t, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_renameat)(int, const char *, int, const char *);
static int (*real_unlinkat)(int, const char *, int);
static int (*real_unlink)(const char *);
static int (*real_mkdirat)(int, const char *, mode_t);
static int (*real_mkdir)(const char *, mode_t);

static void must(int is_right, const char *what) {
    if (is_right) return;
    dprintf(2, "disk: %s: %s\n", what, strerror(errno));
    _exit(99);
}

__attribute__((constructor)) static void begin(void) {
    real_open = dlsym(RTLD_NEXT, "open");
    real_openat = dlsym(RTLD_NEXT, "openat");
    real_close = dlsym(RTLD_NEXT, "close");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite");
    real_pread = dlsym(RTLD_NEXT, "pread");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
    real_renameat = dlsym(RTLD_NEXT, "renameat");
    real_unlinkat = dlsym(RTLD_NEXT, "unlinkat");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_mkdirat = dlsym(RTLD_NEXT, "mkdirat");
    real_mkdir = dlsym(RTLD_NEXT, "mkdir");
    const char *directory = getenv("CRASH_DISK_ROOT");
    const char *file = getenv("CRASH_DISK_ORDERS");
    must(directory && file, "CRASH_DISK_ROOT and CRASH_DISK_ORDERS");
    // As /proc names what is in it.
    must(strlen(directory) < sizeof root - 1, "CRASH_DISK_ROOT");
    strcpy(root, directory);
    root_length = strlen(root);
    int descriptor = real_open(file, O_RDWR | O_CLOEXEC);
    must(descriptor >= 0, file);
    orders = mmap(NULL, sizeof *orders, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    must(orders != MAP_FAILED, file);
    real_close(descriptor);
    const char *path = getenv("CRASH_DISK_JOURNAL");
    if (path) {
        journal = real_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        must(journal >= 0, path);
    }
}

// The path below the root, or NULL for what is none of ours. SQLite's -shm is memory: a file only
// so that processes can share it, and made anew after each start.
static const char *below_root(const char *path) {
    if (strncmp(path, root, root_length) != 0) return NULL;
    if (path[root_length] != '/' && path[root_length] != 0) return NULL;
    size_t length = strlen(path);
    if (length >= 4 && strcmp(path + length - 4, "-shm") == 0) return NULL;
    return path[root_length] ? path + root_length + 1 : "";
}

// The path of `name` in the open directory, whole.
static int resolve(int directory, const char *name, char *path) {
    if (name[0] == '/') return snprintf(path, PATH_BYTES, "%s", name) < PATH_BYTES;
    char link[64], base[PATH_BYTES];
    if (directory == AT_FDCWD) {
        if (!getcwd(base, sizeof base)) return 0;
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
        ssize_t count = readlink(link, base, sizeof base - 1);
        if (count < 0) return 0;
        base[count] = 0;
    }
    return snprintf(path, PATH_BYTES, "%s/%s", base, name) < PATH_BYTES;
}

// An operation that has happened: kind, handle, offset, sizes of what follows; then two paths and
// the bytes.
static void note(char kind, uint64_t handle, uint64_t offset, const char *path, const char *other,
    const void *bytes, uint64_t byte_count) {
    if (journal < 0) return;
    struct __attribute__((packed)) {
        uint64_t kind, handle, offset, path_count, other_count, byte_count;
    } head = {kind, handle, offset, strlen(path), strlen(other), byte_count};
    must(real_write(journal, &head, sizeof head) == sizeof head, "journal");
    must(real_write(journal, path, head.path_count) == (ssize_t)head.path_count, "journal");
    must(real_write(journal, other, head.other_count) == (ssize_t)head.other_count, "journal");
    uint64_t done = 0;
    while (done < byte_count) {
        ssize_t count = real_write(journal, (const char *)bytes + done, byte_count - done);
        must(count > 0, "journal");
        done += (uint64_t)count;
    }
}

static uint64_t handle_of(int descriptor) {
    return descriptor >= 0 && descriptor < DESCRIPTORS ? handles[descriptor] : 0;
}

// Counts a call of that kind, and does what was ordered for it. Of the answer's faults a short
// write is the caller's to do.
static enum fault count(char kind) {
    orders->calls += 1;
    int is_sync = kind == 's' || kind == 'd';
    if (is_sync) orders->syncs += 1;
    if (orders->calls == orders->kill_at_call || (is_sync && orders->syncs == orders->kill_at_sync))
        kill(getpid(), SIGKILL);
    if (orders->calls != orders->fail_at_call) return FAULT_NONE;
    orders->hits += 1;
    orders->hit_kind = (uint64_t)kind;
    switch (orders->fault) {
    case FAULT_ERROR: errno = EIO; return FAULT_ERROR;
    // A read or an unlink finds no full disk: it fails as a broken one would.
    case FAULT_FULL: errno = strchr("woms", kind) ? ENOSPC : EIO; return FAULT_FULL;
    case FAULT_SHORT: return kind == 'w' ? FAULT_SHORT : FAULT_NONE;
    default: return FAULT_NONE;
    }
}

// What was opened, by the name that the kernel has for it: without '.', '..' and links.
static void note_opened(int descriptor, char kind) {
    char path[PATH_BYTES];
    must(descriptor < DESCRIPTORS, "too many open files");
    if (!resolve(descriptor, ".", path)) return;
    path[strlen(path) - 2] = 0;
    const char *inner = below_root(path);
    if (!inner) return;
    handles[descriptor] = ++last_handle;
    note(kind, last_handle, 0, inner, "", NULL, 0);
}

static int open_noted(int directory, const char *name, int flags, mode_t mode) {
    char path[PATH_BYTES];
    const char *inner = resolve(directory, name, path) ? below_root(path) : NULL;
    if (!inner) return real_openat(directory, name, flags, mode);
    pthread_mutex_lock(&lock);
    int made = (flags & O_CREAT) && faccessat(directory, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
    int result = -1;
    if (count(made ? 'o' : 'p') == FAULT_NONE) {
        result = real_openat(directory, name, flags, mode);
        if (result >= 0) note_opened(result, made ? 'C' : flags & O_DIRECTORY ? 'D' : 'O');
        if (result >= 0 && (flags & O_TRUNC)) note('T', handle_of(result), 0, "", "", NULL, 0);
    }
    int reason = errno;
    pthread_mutex_unlock(&lock);
    errno = reason;
    return result;
}

static mode_t mode_of(int flags, va_list list) {
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(list, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = mode_of(flags, list);
    va_end(list);
    return open_noted(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) __attribute__((alias("open")));

int openat(int directory, const char *name, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = mode_of(flags, list);
    va_end(list);
    return open_noted(directory, name, flags, mode);
}
int openat64(int directory, const char *name, int flags, ...) __attribute__((alias("openat")));

int close(int descriptor) {
    if (handle_of(descriptor)) {
        pthread_mutex_lock(&lock);
        handles[descriptor] = 0;
        pthread_mutex_unlock(&lock);
    }
    return real_close(descriptor);
}

static ssize_t write_noted(int descriptor, const void *bytes, size_t byte_count, off_t offset) {
    pthread_mutex_lock(&lock);
    enum fault fault = count('w');
    ssize_t result = -1;
    if (fault == FAULT_SHORT && byte_count > 1) byte_count /= 2;
    if (fault == FAULT_NONE || fault == FAULT_SHORT) {
        result = real_pwrite(descriptor, bytes, byte_count, offset);
        if (result > 0)
            note('W', handles[descriptor], (uint64_t)offset, "", "", bytes, (uint64_t)result);
    }
    int reason = errno;
    pthread_mutex_unlock(&lock);
    errno = reason;
    return result;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t byte_count, off_t offset) {
    if (!handle_of(descriptor)) return real_pwrite(descriptor, bytes, byte_count, offset);
    return write_noted(descriptor, bytes, byte_count, offset);
}
ssize_t pwrite64(int, const void *, size_t, off_t) __attribute__((alias("pwrite")));

ssize_t write(int descriptor, const void *bytes, size_t byte_count) {
    if (!handle_of(descriptor)) return real_write(descriptor, bytes, byte_count);
    off_t offset = lseek(descriptor, 0, SEEK_CUR);
    ssize_t result = write_noted(descriptor, bytes, byte_count, offset);
    if (result > 0) lseek(descriptor, offset + result, SEEK_SET);
    return result;
}

ssize_t pread(int descriptor, void *bytes, size_t byte_count, off_t offset) {
    if (handle_of(descriptor)) {
        pthread_mutex_lock(&lock);
        enum fault fault = count('r');
        int reason = errno;
        pthread_mutex_unlock(&lock);
        errno = reason;
        if (fault != FAULT_NONE && fault != FAULT_SHORT) return -1;
    }
    return real_pread(descriptor, bytes, byte_count, offset);
}
ssize_t pread64(int, void *, size_t, off_t) __attribute__((alias("pread")));

static int sync_noted(int descriptor, int (*real)(int)) {
    if (!handle_of(descriptor)) return real(descriptor);
    pthread_mutex_lock(&lock);
    int result = -1;
    // The power is only played: what counts is that the daemon asked.
    if (count('s') == FAULT_NONE) {
        note('S', handles[descriptor], 0, "", "", NULL, 0);
        result = 0;
    }
    int reason = errno;
    pthread_mutex_unlock(&lock);
    errno = reason;
    return result;
}

int fsync(int descriptor) { return sync_noted(descriptor, real_fsync); }
int fdatasync(int descriptor) { return sync_noted(descriptor, real_fdatasync); }

int ftruncate(int descriptor, off_t size) {
    if (!handle_of(descriptor)) return real_ftruncate(descriptor, size);
    pthread_mutex_lock(&lock);
    int result = -1;
    if (count('t') == FAULT_NONE) {
        result = real_ftruncate(descriptor, size);
        if (result == 0) note('T', handles[descriptor], (uint64_t)size, "", "", NULL, 0);
    }
    int reason = errno;
    pthread_mutex_unlock(&lock);
    errno = reason;
    return result;
}
int ftruncate64(int, off_t) __attribute__((alias("ftruncate")));

int renameat(int directory, const char *name, int target, const char *new_name) {
    char from[PATH_BYTES], to[PATH_BYTES];
    const char *old_path = resolve(directory, name, from) ? below_root(from) : NULL;
    const char *new_path = resolve(target, new_name, to) ? below_root(to) : NULL;
    if (!old_path || !new_path) return real_renameat(directory, name, target, new_name);
    pthread_mutex_lock(&lock);
    int result = -1;
    if (count('m') == FAULT_NONE) {
        result = real_renameat(directory, name, target, new_name);
        if (result == 0) note('R', 0, 0, old_path, new_path, NULL, 0);
    }
    int reason = errno;
    pthread_mutex_unlock(&lock);
    errno = reason;
    return result;
}

int rename(const char *name, const char *new_name) {
    return renameat(AT_FDCWD, name, AT_FDCWD, new_name);
}

int unlinkat(int directory, const char *name, int flags) {
    char path[PATH_BYTES];
    const char *inner = resolve(directory, name, path) ? below_root(path) : NULL;
    if (!inner) return real_unlinkat(directory, name, flags);
    pthread_mutex_lock(&lock);
    int result = -1;
    if (count('u') == FAULT_NONE) {
        result = real_unlinkat(directory, name, flags);
        if (result == 0) note('U', 0, 0, inner, "", NULL, 0);
    }
    int reason = errno;
    pthread_mutex_unlock(&lock);
    errno = reason;
    return result;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

int mkdirat(int directory, const char *name, mode_t mode) {
    char path[PATH_BYTES];
    const char *inner = resolve(directory, name, path) ? below_root(path) : NULL;
    if (!inner) return real_mkdirat(directory, name, mode);
    pthread_mutex_lock(&lock);
    int result = -1;
    if (count('m') == FAULT_NONE) {
        result = real_mkdirat(directory, name, mode);
        if (result == 0) note('M', 0, 0, inner, "", NULL, 0);
    }
    int reason = errno;
    pthread_mutex_unlock(&lock);
    errno = reason;
    return result;
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
