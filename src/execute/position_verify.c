/* position_verify.c - does the mirror equal the store? */
#include "execute/position.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/err.h"
#include "execute/position_mirror.h"
#include "sql_execute.h"
#include "store/store.h"

struct comparing {
    const struct position *p;
    struct arena *a;
    struct position_check *c;
};

static void differs(struct comparing *x, struct str line, enum bucket b, int64_t mirror, int64_t store)
{
    if (x->c->wrong < (int64_t)ARRAY_LEN(x->c->problem)) {
        x->c->problem[x->c->wrong] =
            str_format(x->a, "%.*s %s: %lld in the entries, %lld in the balance", STR_FMT(line), bucket_word(b),
                       (long long)mirror, (long long)store);
    }
    x->c->wrong++;
}

static bool compare(void *ctx, const void *row, struct err *e)
{
    struct comparing *x = ctx;
    const struct balance *b = row;
    const struct money store[BUCKET_COUNT] = {b->source,    b->unallotted, b->allotted,  b->reserved, b->obligated,
                                              b->disbursed, b->carried_a,  b->carried_b, b->lapsed};
    uint32_t at = pos_index_find(&x->p->by_id, (uint64_t)b->line_id);
    struct str code = at ? x->p->dict[POS_DIM_LINE].v[x->p->line[at - 1].code[POS_DIM_LINE]].code
                         : str_format(x->a, "line %lld", (long long)b->line_id);

    (void)e;
    x->c->lines++;
    for (size_t k = 0; k < BUCKET_COUNT; k++) {
        int64_t mirror = at ? x->p->line[at - 1].sum[k] : 0;

        if (mirror != store[k].satang) {
            differs(x, code, (enum bucket)k, mirror, store[k].satang);
        }
    }
    return true;
}

bool position_verify(struct position *p, struct db *db, struct arena *a, struct position_check *ret, struct err *e)
{
    struct comparing x = {p, a, ret};
    bool ok;

    memset(ret, 0, sizeof *ret);
    if (!db_snapshot_begin(db, e)) {
        return false;
    }
    ok = position_hold(p, db, true, e);
    if (ok) {
        ok = db_each(db, &Q_POS_BALANCES, NO_ARGS, &balance_type, compare, &x, e);
        ret->entries = p->seq;
        position_release(p);
    }
    db_snapshot_end(db);
    return ok;
}
