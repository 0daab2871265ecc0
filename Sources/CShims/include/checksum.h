// The processor's own CRC-32C, which Swift has no name for.
#ifndef CSHIMS_CHECKSUM_H
#define CSHIMS_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Whether this processor has the instruction.
bool cshims_has_crc32c(void);

// The remainder after `count` more bytes; only where the processor has the instruction.
uint32_t cshims_crc32c(uint32_t remainder, const void *bytes, size_t count);

#endif
