// What glibc hides behind _GNU_SOURCE, and macros that Swift's importer cannot see.
#ifndef CSHIMS_H
#define CSHIMS_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "checksum.h"
#include "memory.h"
#include "sockets.h"
#endif
