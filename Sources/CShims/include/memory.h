// The allocator's settings (mallopt(3)), which are not in Swift's module of glibc.
#ifndef CSHIMS_MEMORY_H
#define CSHIMS_MEMORY_H

// Blocks from `bytes` on are given back to the system when they are freed.
void cshims_return_blocks_from(int bytes);

// So much free memory at the end of a heap is kept. The setting above ends the library's own
// judgement of it.
void cshims_keep_free_up_to(int bytes);

#endif
