/* position_fill.c - fills the ledger of an enacted year with random acts through the posting path of the ledger.
 *
 * usage: position_fill sqlite:STORE.db YEAR ENTRIES SEED
 *
 * Days rise through the year, so that as-of questions have something to ask. Prints how many entries there are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/row.h"
#include "execute/posting.h"
#include "store/store.h"
#include "rounds.h"

struct acct {
    int64_t line_id, agency_id;
    int64_t left[BUCKET_COUNT];
};
struct fill {
    struct arena *a;
    struct acct *acct;
    size_t accts;
    int64_t year, wanted, done;
    uint64_t seed;
};

static uint64_t rnd(uint64_t *s)
{
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    return *s;
}

/* One act that the line's buckets allow; false when this line has nothing to move. */
static bool choose(struct fill *f, struct acct *x, struct posting *n, enum bucket *from, enum bucket *to)
{
    static const struct {
        const char *type, *ref;
        enum bucket from, to;
        unsigned weight;
    } act[] = {{"ALLOT", "", BUCKET_UNALLOTTED, BUCKET_ALLOTTED, 6},  {"RESERVE", "R", BUCKET_ALLOTTED, BUCKET_RESERVED, 2},
               {"RELEASE", "R", BUCKET_RESERVED, BUCKET_ALLOTTED, 1}, {"OBLIGATE", "C", BUCKET_ALLOTTED, BUCKET_OBLIGATED, 6},
               {"DISBURSE", "C", BUCKET_OBLIGATED, BUCKET_DISBURSED, 6}, {"REFUND", "C", BUCKET_DISBURSED, BUCKET_OBLIGATED, 1}};
    unsigned at = (unsigned)(rnd(&f->seed) % 22), k = 0;

    while (at >= act[k].weight)
        at -= act[k++].weight;
    if (x->left[act[k].from] < 4)
        return false;
    n->type = str_from(act[k].type);
    n->ref = str_from(act[k].ref);
    *from = act[k].from;
    *to = act[k].to;
    n->amount = MONEY(1 + (int64_t)(rnd(&f->seed) % (uint64_t)(x->left[act[k].from] / 3)));
    return true;
}

enum { BATCH = 5000 };

/* One batch of acts of one day. What is chosen is within what the batch has left: none is refused. */
static bool batch(struct tx *tx, void *ctx, struct err *e)
{
    struct fill *f = ctx;
    struct actor who = actor_system();
    struct act by = {.tx = tx, .a = tx->a, .who = &who};
    struct posting *p = ARENA_ARRAY(tx->a, struct posting, BATCH);
    struct posting_result *result = ARENA_ARRAY(tx->a, struct posting_result, BATCH);
    size_t n = 0;

    by.today = date_add_days(fy_start((int32_t)f->year), (int32_t)(f->done * 350 / f->wanted));
    by.now_ms = date_start_ms(by.today) + 36000000;
    for (int tries = 0; n < BATCH && tries < 50 * BATCH && f->done + (int64_t)n < f->wanted; tries++) {
        struct acct *x = &f->acct[rnd(&f->seed) % f->accts];
        struct posting one = {.line_id = x->line_id, .on = by.today};
        enum bucket from, to;

        if (!choose(f, x, &one, &from, &to))
            continue;
        one.key = str_format(tx->a, "fill-%lld", (long long)(f->done + (int64_t)n));
        x->left[from] -= one.amount.satang;
        x->left[to] += one.amount.satang;
        p[n++] = one;
    }
    if (n && !posting_batch(&by, p, n, true, result, e))
        return false;
    f->done += (int64_t)n;
    return true;
}

static bool keep(void *ctx, const void *row, struct err *e)
{
    struct fill *f = ctx;

    (void)e;
    if (f->accts % 1024 == 0)
        f->acct = mem_grow(f->acct, (f->accts + 1024) * sizeof *f->acct);
    f->acct[f->accts++] = *(const struct acct *)row;
    return true;
}

int main(int argc, char **argv)
{
    static const struct field fields[] = {COL(struct acct, line_id), COL(struct acct, agency_id)};
    static const struct row_type type = {"acct", sizeof(struct acct), fields, ARRAY_LEN(fields)};
    static const struct query lines = {"lines", "SELECT b.line_id, l.agency_id FROM balance b JOIN line l ON l.id = b.line_id"
                                                " WHERE l.year = $1 ORDER BY b.line_id", -1};
    struct arena *a = arena_new();
    struct fill f = {.a = a};
    struct store *store;
    struct db *db;
    struct err e = {0};

    if (argc != 5)
        return 2;
    f.year = atoll(argv[2]);
    f.wanted = atoll(argv[3]);
    f.seed = (uint64_t)atoll(argv[4]) * 2654435761U + 1;
    if (!store_open(a, &(struct store_options){.url = str_from(argv[1])}, &store, &e) || !store_reader(store, &db, &e) ||
        !db_each(db, &lines, ARGS(V(f.year)), &type, keep, &f, &e))
        die(&e);
    for (size_t i = 0; i < f.accts; i++) {
        struct balance b;

        memset(f.acct[i].left, 0, sizeof f.acct[i].left);
        if (!balance_get(db, a, f.acct[i].line_id, &b, &e))
            die(&e);
        f.acct[i].left[BUCKET_UNALLOTTED] = b.unallotted.satang;
    }
    while (f.accts && f.done < f.wanted) {
        int64_t before = f.done;

        if (!store_write(store, batch, &f, &e))
            die(&e);
        if (f.done == before)
            break;
    }
    printf("%lld\n", (long long)f.done);
    arena_free(a);
    return 0;
}
