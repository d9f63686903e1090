/* blob.c - see blob.h. */
#include "store/blob.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "sql_store.h"

struct part {
    int64_t n;
    struct bytes bytes;
};
static const struct field part_fields[] = {COL(struct part, n), COL(struct part, bytes)};
static const struct row_type part_type = ROW_TYPE(struct part, part_fields);

bool blob_put_bytes(struct tx *tx, struct str bytes, const uint8_t sha[SHA256_BYTES], struct err *e)
{
    struct bytes key = {sha, SHA256_BYTES};

    for (size_t at = 0, n = 0; at < bytes.n || n == 0; at += BLOB_PART, n++) {
        struct str s = str_slice(bytes, at, at + BLOB_PART);
        struct bytes part = {(const uint8_t *)s.p, s.n};

        if (!db_exec(tx->db, &Q_BLOB_PART_ADD, ARGS(V(key), V((int64_t)n), V(part)), NULL, e))
            return false;
    }
    return true;
}

bool blob_put(struct tx *tx, const char *path, uint8_t ret_sha[SHA256_BYTES], struct err *e)
{
    struct str text;
    uint8_t sha[SHA256_BYTES];

    if (!file_read(tx->a, path, BLOB_MAX, &text, e))
        return false;
    sha256(text, sha);
    if (!blob_put_bytes(tx, text, sha, e))
        return false;
    for (size_t i = 0; i < sizeof(sha); i++)
        ret_sha[i] = sha[i];
    return true;
}

struct copying {
    int fd;
    int64_t next, bytes;
    struct sha256_state sha;
};

static bool copy_part(void *ctx, const void *row, struct err *e)
{
    struct copying *c = ctx;
    const struct part *p = row;

    if (p->n != c->next++) {
        FAIL(e, ERR_STORE);
        err_detail(e, "blob part %lld is missing", (long long)c->next - 1);
        return false;
    }
    sha256_add(&c->sha, p->bytes.p, p->bytes.n);
    for (size_t at = 0; at < p->bytes.n;) {
        ssize_t w = write(c->fd, p->bytes.p + at, p->bytes.n - at);
        if (w < 0) {
            FAIL(e, ERR_FILE_WRITE);
            err_arg(e, "path", V(STR("temporary file")));
            err_arg(e, "why", V(STR("write")));
            return false;
        }
        at += (size_t)w;
    }
    c->bytes += (int64_t)p->bytes.n;
    return true;
}

bool blob_open(struct db *db, struct arena *a, const uint8_t sha[SHA256_BYTES], int *ret_fd,
               int64_t *ret_bytes, struct err *e)
{
    struct copying c = {.next = 0};
    struct bytes key = {sha, SHA256_BYTES};
    uint8_t found[SHA256_BYTES];

    sha256_begin(&c.sha);
    if (!file_temp(a, &c.fd, e) ||
        !db_each(db, &Q_BLOB_PARTS, ARGS(V(key)), &part_type, copy_part, &c, e))
        return false;
    if (c.next == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(STR("file")));
        return false;
    }
    sha256_end(&c.sha, found);
    if (!crypto_equal(found, sha, SHA256_BYTES)) {
        FAIL(e, ERR_STORE);
        err_detail(e, "a blob does not have its SHA-256");
        return false;
    }
    *ret_fd = c.fd;
    *ret_bytes = c.bytes;
    return true;
}
