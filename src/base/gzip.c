#include "base/gzip.h"

#include <string.h>

#include <zlib.h>

#include "base/arena.h"
#include "base/err.h"

enum {
    GZIP_FORM = 16, /* added to the window bits: with gzip's head and check sum */
    MEMORY = 8,
};

struct str gzip_pack(struct arena *a, struct str s, int level)
{
    z_stream z;
    size_t room;
    char *out;
    int end;

    memset(&z, 0, sizeof z);
    if (deflateInit2(&z, level, Z_DEFLATED, MAX_WBITS + GZIP_FORM, MEMORY, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        PANIC("zlib does not start");
    }
    room = deflateBound(&z, (uLong)s.n);
    out = arena_alloc(a, room);
    z.next_in = (z_const Bytef *)(uintptr_t)s.p;
    z.avail_in = (uInt)s.n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    end = deflate(&z, Z_FINISH);
    room = (size_t)z.total_out;
    deflateEnd(&z);
    if (end != Z_STREAM_END) {
        PANIC("zlib does not end");
    }
    return (struct str){out, room};
}

bool gzip_unpack(struct arena *a, struct str packed, size_t size, struct str *ret)
{
    z_stream z;
    char *out = arena_alloc(a, size + 1);
    size_t n;
    int end;

    memset(&z, 0, sizeof z);
    if (inflateInit2(&z, MAX_WBITS + GZIP_FORM) != Z_OK) {
        PANIC("zlib does not start");
    }
    z.next_in = (z_const Bytef *)(uintptr_t)packed.p;
    z.avail_in = (uInt)packed.n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)size + 1;
    end = inflate(&z, Z_FINISH);
    n = (size_t)z.total_out;
    inflateEnd(&z);
    *ret = (struct str){out, n};
    return end == Z_STREAM_END && n == size;
}
