#include "allocate/run_file.h"


#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/file.h"
#include "base/gzip.h"
#include "city/actor.h"
#include "sql_allocate.h"
#include "store/blob.h"

enum { LEVEL = 5 }; /* of packing */

struct packed {
    struct bytes packed_sha;
    int64_t size_bytes;
};
static const struct field packed_fields[] = {COL(struct packed, packed_sha),
                                             COL(struct packed, size_bytes)};
static const struct row_type packed_type = ROW_TYPE(struct packed, packed_fields);

static struct str word_of(enum run_file kind)
{
    return kind == RUN_INSTANCE ? STR("instance") : STR("result");
}

bool run_file_put(struct act *by, int64_t run_id, enum run_file kind, struct str text,
                  struct err *e)
{
    struct str packed = gzip_pack(by->a, text, LEVEL);
    uint8_t sha[SHA256_BYTES];
    struct bytes key = {sha, sizeof sha};

    if (!actor_check_city(by->who, PERM_ALLOCATE, e))
        return false;
    sha256(packed, sha);
    return blob_put_bytes(by->tx, packed, sha, e) &&
           db_exec(by->tx->db, &Q_RUN_FILE_ADD,
                   ARGS(V(run_id), V(word_of(kind)), V(key), V((int64_t)text.n)), NULL, e);
}

static bool missing(struct err *e, enum run_file kind)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", value_str(word_of(kind)));
    return false;
}

bool run_file_get(struct db *db, struct arena *a, int64_t run_id, enum run_file kind,
                  struct str *ret, struct err *e)
{
    struct packed p;
    struct str bytes;
    int64_t n;
    bool found;
    int fd;

    if (!db_find(db, a, &Q_RUN_FILE_GET, ARGS(V(run_id), V(word_of(kind))), &packed_type, &p,
                 &found, e))
        return false;
    if (!found || p.packed_sha.n != SHA256_BYTES)
        return missing(e, kind);
    if (!blob_open(db, a, p.packed_sha.p, &fd, &n, e))
        return false;
    /* the arena closes it */
    if (!file_read(a, str_cstr(a, str_format(a, "/proc/self/fd/%d", fd)), BLOB_MAX, &bytes, e))
        return false;
    return gzip_unpack(a, bytes, (size_t)p.size_bytes, ret) || missing(e, kind);
}
