// What the store's ingest is held against: the same bytes by the plainest program, with its syncs.
//
//   pack DIRECTORY pack|files OBJECTS BYTES BATCH
//
// pack: hashes each object (SHA-256), appends it with a header of 64 bytes to one file, and syncs
// the file once for each batch, then a second file once, as an index's log would be.
// files: a file for each object: written, synced, renamed, and its directory synced.
// Prints the seconds that it took.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static void write_all(int file, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t done = write(file, bytes, count);
        if (done < 0) fail("write");
        bytes += done;
        count -= (size_t)done;
    }
}

static void sync_data(int file) {
    if (fdatasync(file) != 0) fail("fdatasync");
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/// Another content for each number: what is equal would be stored once.
static void fill(uint8_t *bytes, size_t count, uint64_t number) {
    for (size_t index = 0; index + 8 <= count; index += 8) {
        number += 0x9E3779B97F4A7C15;
        uint64_t value = number;
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
        value ^= value >> 27;
        memcpy(bytes + index, &value, 8);
    }
}

static int make(int directory, const char *name) {
    int file = openat(directory, name, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    if (file < 0) fail(name);
    return file;
}

int main(int argc, char **argv) {
    if (argc != 6) return 2;
    int directory = open(argv[1], O_RDONLY | O_DIRECTORY);
    if (directory < 0) fail(argv[1]);
    int is_pack = strcmp(argv[2], "pack") == 0;
    uint64_t objects = strtoull(argv[3], NULL, 10), batch = strtoull(argv[5], NULL, 10);
    size_t byte_count = strtoull(argv[4], NULL, 10);
    uint8_t *record = calloc(1, 64 + byte_count);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_MD *sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (!record || !context || !sha256) return 1;
    int pack = is_pack ? make(directory, "pack") : -1, log = make(directory, "log");
    double start = now();
    for (uint64_t number = 0; number < objects; number++) {
        fill(record + 64, byte_count, number);
        EVP_DigestInit_ex2(context, sha256, NULL);
        EVP_DigestUpdate(context, record + 64, byte_count);
        EVP_DigestFinal_ex(context, record + 24, NULL);
        if (is_pack) {
            write_all(pack, record, 64 + byte_count);
            if ((number + 1) % batch == 0 || number + 1 == objects) {
                sync_data(pack);
                write_all(log, record, 64);
                sync_data(log);
            }
        } else {
            char name[32];
            snprintf(name, sizeof name, "%llu", (unsigned long long)number);
            int file = make(directory, "draft");
            write_all(file, record + 64, byte_count);
            sync_data(file);
            close(file);
            if (renameat(directory, "draft", directory, name) != 0) fail("renameat");
            if (fsync(directory) != 0) fail("fsync");
        }
    }
    printf("%.6f\n", now() - start);
    return 0;
}
