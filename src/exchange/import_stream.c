#include "exchange/import_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/err.h"

enum {
    RAW_CHUNK = 64 * 1024,
    GZIP_WINDOW = 15 + 16, /* zlib: the largest window, gzip wrapping only */
};

struct import_stream {
    const char *path;
    int fd;          /* -1: from memory */
    struct str rest; /* of the bytes in memory */
    size_t max;
    int64_t out, in; /* bytes given, bytes of the file taken */
    bool gzip, ended, failed;
    z_stream z;
    struct sha256_state sha;
    size_t have, at; /* of raw */
    struct err err;
    unsigned char raw[RAW_CHUNK];
};

static void close_stream(void *p)
{
    struct import_stream *s = p;

    if (s->gzip)
        inflateEnd(&s->z);
    if (s->fd >= 0)
        close(s->fd);
}

static void set_open_error(const char *path, int errnum, struct err *e)
{
    char why[128] = "?";

    if (strerror_r(errnum, why, sizeof why) != 0)
        why[0] = '\0';
    FAIL(e, ERR_FILE_OPEN);
    err_arg(e, "path", V(str_from(path)));
    err_arg(e, "why", V(str_from(why)));
}

static long broken(struct import_stream *s, const char *why)
{
    FAIL(&s->err, ERR_FILE_BROKEN);
    err_arg(&s->err, "why", V(str_from(why)));
    s->failed = true;
    return -1;
}

/* Fills the empty raw buffer; false on failure, have = 0 at the end. */
static bool fill(struct import_stream *s)
{
    ssize_t k;

    s->at = 0;
    s->have = 0;
    if (s->fd < 0) {
        s->have = s->rest.n < RAW_CHUNK ? s->rest.n : RAW_CHUNK;
        if (s->have)
            memcpy(s->raw, s->rest.p, s->have);
        s->rest = str_slice(s->rest, s->have, s->rest.n);
    } else {
        do {
            k = read(s->fd, s->raw, RAW_CHUNK);
        } while (k < 0 && errno == EINTR);
        if (k < 0) {
            set_open_error(s->path, errno, &s->err);
            s->failed = true;
            return false;
        }
        s->have = (size_t)k;
    }
    s->in += (int64_t)s->have;
    sha256_add(&s->sha, s->raw, s->have);
    return true;
}

static bool open_file(struct import_stream *s, struct err *e)
{
    struct stat st;

    s->fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (s->fd < 0 || fstat(s->fd, &st) != 0) {
        set_open_error(s->path, errno, e);
        return false;
    }
    if (!S_ISREG(st.st_mode)) { /* it may have to be read again */
        set_open_error(s->path, S_ISDIR(st.st_mode) ? EISDIR : ESPIPE, e);
        return false;
    }
    return true;
}

bool import_stream_open(struct arena *a, const struct import_source *src, size_t max,
                        struct import_stream **ret, struct err *e)
{
    struct import_stream *s = ARENA_NEW(a, struct import_stream);

    s->fd = -1;
    s->path = src->path ? src->path : "";
    s->rest = src->bytes;
    s->max = max;
    arena_defer(a, close_stream, s);
    sha256_begin(&s->sha);
    if (src->path && !open_file(s, e))
        return false;
    if (!fill(s)) {
        *e = s->err;
        return false;
    }
    if (s->have >= 2 && s->raw[0] == 0x1F && s->raw[1] == 0x8B) {
        if (inflateInit2(&s->z, GZIP_WINDOW) != Z_OK)
            PANIC("zlib does not start");
        s->gzip = true;
    }
    *ret = s;
    return true;
}

static long read_plain(struct import_stream *s, char *buf, size_t n)
{
    size_t k;

    if (s->at == s->have && !fill(s))
        return -1;
    k = s->have - s->at < n ? s->have - s->at : n;
    if (k)
        memcpy(buf, s->raw + s->at, k);
    s->at += k;
    return (long)k;
}

/* Unpacks until there is something to give; a file may hold several members, one after the other. */
static long read_gzip(struct import_stream *s, char *buf, size_t n)
{
    s->z.next_out = (unsigned char *)buf;
    s->z.avail_out = (unsigned)n;
    while (s->z.avail_out == n) {
        int code;

        if (s->at == s->have && !fill(s))
            return -1;
        if (s->have == 0)
            return s->ended ? 0 : broken(s, TR("แฟ้ม gzip ขาดตอนท้าย"));
        if (s->ended && inflateReset(&s->z) != Z_OK)
            return broken(s, TR("แฟ้ม gzip เสียหาย"));
        s->ended = false;
        s->z.next_in = s->raw + s->at;
        s->z.avail_in = (unsigned)(s->have - s->at);
        code = inflate(&s->z, Z_NO_FLUSH);
        s->at = s->have - s->z.avail_in;
        if (code == Z_STREAM_END) {
            s->ended = true;
        } else if (code != Z_OK && code != Z_BUF_ERROR) {
            return broken(s, TR("แฟ้ม gzip เสียหาย"));
        }
    }
    return (long)(n - s->z.avail_out);
}

long import_stream_read(void *ctx, char *buf, size_t n)
{
    struct import_stream *s = ctx;
    long k;

    if (s->failed)
        return -1;
    k = s->gzip ? read_gzip(s, buf, n) : read_plain(s, buf, n);
    if (k > 0) {
        s->out += k;
        if ((uint64_t)s->out > s->max) {
            FAIL(&s->err, ERR_FILE_TOO_LARGE);
            err_arg(&s->err, "limit", V((int64_t)s->max));
            s->failed = true;
            return -1;
        }
    }
    return k;
}

const struct err *import_stream_error(const struct import_stream *s)
{
    return s->failed ? &s->err : NULL;
}

int64_t import_stream_bytes(const struct import_stream *s)
{
    return s->in;
}

void import_stream_sha256(struct import_stream *s, uint8_t ret[SHA256_BYTES])
{
    sha256_end(&s->sha, ret);
}
