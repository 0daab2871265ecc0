#include "checksum.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>

bool cshims_has_crc32c(void) { return __builtin_cpu_supports("sse4.2"); }

__attribute__((target("sse4.2")))
uint32_t cshims_crc32c(uint32_t remainder, const void *bytes, size_t count) {
    const unsigned char *next = bytes;
    uint64_t wide = remainder;
    for (; count >= 8; count -= 8, next += 8) {
        uint64_t word;
        memcpy(&word, next, 8);
        wide = _mm_crc32_u64(wide, word);
    }
    remainder = (uint32_t)wide;
    for (; count > 0; count--, next++) remainder = _mm_crc32_u8(remainder, *next);
    return remainder;
}

#else

bool cshims_has_crc32c(void) { return false; }

uint32_t cshims_crc32c(uint32_t remainder, const void *bytes, size_t count) {
    (void)bytes;
    (void)count;
    return remainder;
}

#endif
