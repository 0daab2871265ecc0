#include "memory.h"

#include <malloc.h>

void cshims_return_blocks_from(int bytes) { mallopt(M_MMAP_THRESHOLD, bytes); }

void cshims_keep_free_up_to(int bytes) { mallopt(M_TRIM_THRESHOLD, bytes); }
