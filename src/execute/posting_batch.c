/* posting_batch.c - many acts in one write: accounts and references are read and written once, keys inserted sorted. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "execute/posting_int.h"
#include "store/store.h"

static bool note_batch(struct act *by, const struct posting *p, size_t n, const struct posting_done *ret, struct err *e)
{
    struct audit_note note = {.action = STR("post.batch")};
    struct money sum = MONEY(0);
    int64_t count[POST_REFUSED + 1] = {0}, first = 0, last = 0;

    for (size_t i = 0; i < n; i++) {
        count[ret[i].result]++;
        if (ret[i].result == POST_ACCEPTED) {
            first = first ? first : ret[i].seq;
            last = ret[i].seq;
            if (!money_try_add(sum, p[i].amount, &sum)) {
                sum = MONEY(MONEY_MAX);
            }
        }
    }
    if (count[POST_ACCEPTED] == 0) {
        return true;
    }
    note.subject = str_format(by->a, "entries:%lld-%lld", (long long)first, (long long)last);
    note.old_value = p[0].approved_by.n ? str_format(by->a, "approved_by=%.*s", STR_FMT(p[0].approved_by)) : STR("");
    note.new_value = str_format(by->a, "accepted=%lld replayed=%lld refused=%lld total=%.*s",
                                (long long)count[POST_ACCEPTED], (long long)count[POST_REPLAYED],
                                (long long)count[POST_REFUSED], STR_FMT(money_text(by->a, sum, MONEY_PLAIN)));
    return audit_add(by, &note, e);
}

static struct err *keep(struct act *by, const struct err *e)
{
    struct err *copy = ARENA_NEW(by->a, struct err);

    *copy = *e;
    return copy;
}

static void not_in_batch(struct act *by, struct posting_done *ret, size_t n, size_t refused)
{
    struct err why = {0};
    struct err *all;

    FAIL(&why, ERR_NOT_IN_BATCH);
    all = keep(by, &why);
    for (size_t i = 0; i < n; i++) {
        if (i != refused) {
            ret[i] = (struct posting_done){.result = POST_REFUSED, .err = all};
        }
    }
}

bool posting_many(struct act *by, const struct posting *p, size_t n, bool atomic, struct posting_done *ret, struct err *e)
{
    struct book b;

    book_init(&b, by->tx->db, by->a, by->who);
    b.by = by;
    for (size_t i = 0; i < n; i++) {
        struct posted one;
        struct err why;

        if (n > 1 && i % BOOK_KEYS == 0 && !book_keys(&b, &p[i], n - i, e)) {
            return false;
        }
        if (posting_one(&b, &p[i], &one, &why)) {
            ret[i] = (struct posting_done){one.result, one.seq, NULL};
            continue;
        }
        ret[i] = (struct posting_done){.result = POST_REFUSED, .err = keep(by, &why)};
        if (atomic || err_http(why.code) >= 500) { /* the store's own failure is nobody's row */
            *e = why;
            not_in_batch(by, ret, n, i);
            return false;
        }
    }
    return book_flush(&b, e) && note_batch(by, p, n, ret, e);
}

bool posting_batch(struct act *by, const struct posting *p, size_t n, bool atomic, struct posting_result *ret,
                   struct err *e)
{
    struct posting_done *done = ARENA_ARRAY(by->a, struct posting_done, n);
    bool ok = posting_many(by, p, n, atomic, done, e);

    for (size_t i = 0; i < n; i++) {
        ret[i].result = done[i].result;
        ret[i].seq = done[i].seq;
        if (done[i].err) {
            ret[i].err = *done[i].err;
        } else {
            ret[i].err.code = ERR_NONE;
        }
    }
    return ok;
}
