/* invariant_balance.c - balances are the sums of the entries, in one reading of both: in SQL the same takes a sort of two
 * rows an entry. */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "execute/invariant.h"
#include "execute/ledger.h"
#include "execute/position_mirror.h"
#include "sql_execute.h"
#include "store/store.h"

enum { PROBLEMS_MOST = 20 };

struct entry_move {
    int64_t line_id, to_line_id, from_bucket, to_bucket, amount;
};
static const struct field entry_move_fields[] = {
    COL(struct entry_move, line_id),   COL(struct entry_move, to_line_id), COL(struct entry_move, from_bucket),
    COL(struct entry_move, to_bucket), COL(struct entry_move, amount),
};
static const struct row_type entry_move_type = ROW_TYPE(struct entry_move, entry_move_fields);

struct line_sum {
    int64_t line_id, sum[BUCKET_COUNT];
    bool wrong, compared;
};
struct adding {
    struct arena *a;
    struct pos_index by_id;
    struct line_sum *v;
    size_t n, cap;
    int64_t problem[PROBLEMS_MOST]; /* line, below zero: balance without an entry */
    size_t problems;
};

static struct line_sum *sum_of(struct adding *x, int64_t line_id)
{
    uint32_t *at = pos_index_slot(&x->by_id, (uint64_t)line_id);

    if (!*at) {
        if (x->n == x->cap) {
            x->cap = x->cap ? 2 * x->cap : 1024;
            x->v = mem_grow(x->v, x->cap * sizeof *x->v);
        }
        x->v[x->n] = (struct line_sum){.line_id = line_id};
        *at = (uint32_t)++x->n;
    }
    return &x->v[*at - 1];
}

/* A store that was tampered with may hold anything: what is no bucket or no sum is wrong, and goes on. */
static void move(struct line_sum *s, int64_t bucket, int64_t amount, bool out)
{
    int64_t *b = bucket >= 0 && bucket < BUCKET_COUNT ? &s->sum[bucket] : NULL;

    s->wrong = s->wrong || !b || (out ? __builtin_sub_overflow(*b, amount, b) : __builtin_add_overflow(*b, amount, b));
}

static bool add_entry(void *ctx, const void *row, struct err *e)
{
    const struct entry_move *m = row;

    (void)e;
    move(sum_of(ctx, m->line_id), m->from_bucket, m->amount, true);
    move(sum_of(ctx, m->to_line_id), m->to_bucket, m->amount, false);
    return true;
}

static void problem(struct adding *x, int64_t line)
{
    if (x->problems < PROBLEMS_MOST) {
        x->problem[x->problems++] = line;
    }
}

static bool compare_balance(void *ctx, const void *row, struct err *e)
{
    struct adding *x = ctx;
    const struct balance *b = row;
    const int64_t is[BUCKET_COUNT] = {b->source.satang,    b->unallotted.satang, b->allotted.satang,
                                      b->reserved.satang,  b->obligated.satang,  b->disbursed.satang,
                                      b->carried_a.satang, b->carried_b.satang,  b->lapsed.satang};
    uint32_t at = pos_index_find(&x->by_id, (uint64_t)b->line_id);

    (void)e;
    if (!at) {
        problem(x, -b->line_id);
        return true;
    }
    x->v[at - 1].compared = true;
    if (x->v[at - 1].wrong || memcmp(is, x->v[at - 1].sum, sizeof is) != 0) {
        problem(x, b->line_id);
    }
    return true;
}

static bool name_problem(struct adding *x, struct db *db, int64_t line, struct str *ret, struct err *e)
{
    struct line_key {
        struct str code;
    } k;
    static const struct field fields[] = {COL(struct line_key, code)};
    static const struct row_type type = {"line_key", sizeof k, fields, ARRAY_LEN(fields)};
    bool found;

    if (!db_find(db, x->a, &Q_LINE_CODE, ARGS(V(line < 0 ? -line : line)), &type, &k, &found, e)) {
        return false;
    }
    if (!found) {
        k.code = str_format(x->a, "line %lld", (long long)(line < 0 ? -line : line));
    }
    *ret = line < 0 ? str_format(x->a, "%.*s: balance without an entry", STR_FMT(k.code)) : k.code;
    return true;
}

bool invariant_balance(struct db *db, struct arena *a, struct str **ret, size_t *ret_n, struct err *e)
{
    struct adding x = {.a = a};
    bool ok = db_each(db, &Q_INVARIANT_MOVES, NO_ARGS, &entry_move_type, add_entry, &x, e) &&
              db_each(db, &Q_POS_BALANCES, NO_ARGS, &balance_type, compare_balance, &x, e);

    for (size_t i = 0; ok && i < x.n; i++) {
        if (!x.v[i].compared) {
            problem(&x, x.v[i].line_id);
        }
    }
    *ret = ARENA_ARRAY(a, struct str, PROBLEMS_MOST);
    *ret_n = x.problems;
    for (size_t i = 0; ok && i < x.problems; i++) {
        ok = name_problem(&x, db, x.problem[i], &(*ret)[i], e);
    }
    pos_index_free(&x.by_id);
    mem_free(x.v);
    return ok;
}
