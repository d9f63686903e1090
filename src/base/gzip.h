/* gzip.h - bytes packed and unpacked in the form of gzip (RFC 1952). */
#ifndef PBIS_BASE_GZIP_H
#define PBIS_BASE_GZIP_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;

/* Packs, level 1 (quick) to 9 (small); the memory is of `a`. */
struct str gzip_pack(struct arena *a, struct str s, int level);
/* Unpacks exactly `size` bytes; false when it is no such packing. */
MUST_CHECK bool gzip_unpack(struct arena *a, struct str packed, size_t size, struct str *ret);

#endif
