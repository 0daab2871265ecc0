// The allocator's settings (mallopt(3)), which are not in Swift's module of glibc.
#ifndef CSHIMS_MEMORY_H
#define CSHIMS_MEMORY_H

// Blocks from `bytes` on are given back to the system when they are freed.
void cshims_return_blocks_from(int bytes);

#endif
