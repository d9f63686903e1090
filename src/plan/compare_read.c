/* compare_read.c - what a point of the past held, and who set what. */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "plan/compare_pass.h"
#include "plan/package.h"
#include "sql_plan.h"
#include "store/store.h"

bool compare_limited(const struct compare_point *p)
{
    return p->until_ms || p->change || p->version || p->bill_version;
}

static int64_t or_all(int64_t limit)
{
    return limit ? limit : INT64_MAX;
}

#define UNTIL(p)                                                                                   \
    V((int64_t)(p)->stage), V(or_all((p)->until_ms)), V(or_all((p)->change)),                      \
        V(or_all((p)->version))

/* ---- the past ---- */

struct amount_in {
    int64_t line_id;
    struct money new;
};
static const struct field amount_fields[] = {COL(struct amount_in, line_id),
                                             COL(struct amount_in, new)};
static const struct row_type amount_type = ROW_TYPE(struct amount_in, amount_fields);

struct growing {
    struct arena *a;
    struct compare_past *past;
    size_t cap;
    int64_t package;
    bool is_sent;
};

static bool take_amount(void *ctx, const void *row, struct err *e)
{
    struct growing *g = ctx;
    struct compare_past *p = g->past;
    const struct amount_in *in = row;

    (void)e;
    if (p->n && p->amount[p->n - 1].line_id == in->line_id) {
        p->amount[p->n - 1].satang = in->new.satang;
        return true;
    }
    if (p->n == g->cap) {
        size_t cap = g->cap ? 2 * g->cap : 4096;

        p->amount = arena_grow(g->a, p->amount, g->cap * sizeof *p->amount, cap * sizeof *p->amount);
        g->cap = cap;
    }
    p->amount[p->n++] = (struct past_amount){in->line_id, in->new.satang};
    return true;
}

struct state_in {
    int64_t package_id;
    struct str state;
};
static const struct field state_fields[] = {COL(struct state_in, package_id),
                                            COL(struct state_in, state)};
static const struct row_type state_type = ROW_TYPE(struct state_in, state_fields);

static void keep_sent(struct growing *g)
{
    struct compare_past *p = g->past;

    if (!g->is_sent) {
        return;
    }
    if (p->nsent == g->cap) {
        size_t cap = g->cap ? 2 * g->cap : 1024;

        p->sent = arena_grow(g->a, p->sent, g->cap * sizeof *p->sent, cap * sizeof *p->sent);
        g->cap = cap;
    }
    p->sent[p->nsent++] = g->package;
}

static bool take_state(void *ctx, const void *row, struct err *e)
{
    struct growing *g = ctx;
    const struct state_in *in = row;

    (void)e;
    if (in->package_id != g->package) {
        keep_sent(g);
        g->package = in->package_id;
    }
    g->is_sent = !str_eq(in->state, STR("DRAFT")) && !str_eq(in->state, STR("RETURNED")) &&
                 !str_eq(in->state, STR("WITHDRAWN"));
    return true;
}

bool compare_read_past(struct compare_pass *x, const struct compare_point *p,
                       struct compare_past *ret, struct err *e)
{
    struct growing g = {.a = x->scratch, .past = ret};

    *ret = (struct compare_past){.by_state = p->until_ms != 0};
    if (p->bill_no) {
        return db_each(x->db, &Q_COMPARE_SEALED, ARGS(V(p->bill_version)), &amount_type, take_amount,
                       &g, e);
    }
    if (p->bill_version) {
        return db_each(x->db, &Q_COMPARE_BILL, ARGS(V(p->bill_version), V((int64_t)p->stage)),
                       &amount_type, take_amount, &g, e);
    }
    if (!db_each(x->db, &Q_COMPARE_AMOUNTS, ARGS(V(p->year), UNTIL(p)), &amount_type, take_amount,
                 &g, e)) {
        return false;
    }
    if (!ret->by_state) {
        return true;
    }
    g = (struct growing){.a = x->scratch, .past = ret};
    if (!db_each(x->db, &Q_COMPARE_STATES, ARGS(V(p->year), V(p->until_ms)), &state_type,
                 take_state, &g, e)) {
        return false;
    }
    keep_sent(&g);
    return true;
}

/* ---- deeds ---- */

static const struct field deed_fields[] = {
    COL(struct compare_deed, line_id),    COL(struct compare_deed, stage),
    COL(struct compare_deed, new),        COL(struct compare_deed, by_user),
    COL(struct compare_deed, at),         COL(struct compare_deed, reason),
    COL(struct compare_deed, resolution),
};
static const struct row_type deed_type = ROW_TYPE(struct compare_deed, deed_fields);

/* The same few texts come again and again: the last of each kind is kept once. */
enum { WORDS = 256 };
struct taking {
    struct compare_pass *x;
    size_t cap;
    struct str word[WORDS];
};

static struct str keep(struct taking *t, struct str s)
{
    struct str *at = &t->word[str_hash(s) % WORDS];

    if (!s.n) {
        return STR_NONE;
    }
    if (!str_eq(*at, s)) {
        *at = str_dup(t->x->a, s);
    }
    return *at;
}

static bool take_deed(void *ctx, const void *row, struct err *e)
{
    struct taking *t = ctx;
    struct compare_deeds *d = &t->x->deeds;
    const struct compare_deed *in = row;
    struct compare_deed *at = d->n ? &d->deed[d->n - 1] : NULL;

    (void)e;
    if (!at || at->line_id != in->line_id || at->stage != in->stage) {
        if (d->n == t->cap) {
            size_t cap = t->cap ? 2 * t->cap : 1024;

            d->deed = arena_grow(t->x->scratch, d->deed, t->cap * sizeof *d->deed,
                                 cap * sizeof *d->deed);
            t->cap = cap;
        }
        at = &d->deed[d->n++];
    } else if (at->new.satang == in->new.satang) {
        return true; /* said again; the one that changed it stays */
    }
    *at = *in;
    at->by_user = keep(t, in->by_user);
    at->reason = keep(t, in->reason);
    at->resolution = keep(t, in->resolution);
    return true;
}

/* Up to which stage nothing can differ: two stages of one year, seen now; two versions of a bill. */
static int64_t same_up_to(const struct compare_ask *q)
{
    if (q->from.year == q->to.year && q->from.bill_version && q->to.bill_version)
        return (int64_t)STAGE_GOVERNOR; /* the lines of a bill move from the stage of tabling on */
    return q->from.year == q->to.year && !compare_limited(&q->from) && !compare_limited(&q->to)
               ? (int64_t)q->from.stage
               : -1;
}

bool compare_read_deeds(struct compare_pass *x, struct err *e)
{
    const struct compare_point *p = &x->ask->to;
    struct taking *t = ARENA_NEW(x->scratch, struct taking);

    t->x = x;
    x->has_deeds = true;
    return db_each(x->db, &Q_COMPARE_DEEDS,
                   ARGS(V(p->year), UNTIL(p), V(same_up_to(x->ask))), &deed_type, take_deed, t, e);
}

const struct compare_deed *compare_deeds_of(const struct compare_deeds *d, int64_t line_id,
                                            size_t *ret_n)
{
    size_t lo = 0, hi = d->n, n = 0;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (d->deed[mid].line_id < line_id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    while (lo + n < d->n && d->deed[lo + n].line_id == line_id) {
        n++;
    }
    *ret_n = n;
    return n ? &d->deed[lo] : NULL;
}

/* The newest of a stage that changed the amount, when the stage as a whole changed it. */
static const struct compare_deed *changed_by(const struct compare_deed *d, size_t n,
                                             struct money was)
{
    if (d[n - 1].new.satang == was.satang) {
        return NULL;
    }
    while (n > 1 && d[n - 1].new.satang == d[n - 2].new.satang) {
        n--;
    }
    return &d[n - 1];
}

void compare_put_deed(const struct compare_ask *q, const struct compare_deed *d, size_t n,
                      struct compare_row *row)
{
    struct money was = same_up_to(q) >= 0 ? row->from : MONEY_MISSING;
    const struct compare_deed *shown = n ? &d[n - 1] : NULL;
    size_t end;

    for (size_t i = 0; i < n; i = end) {
        const struct compare_deed *by;

        for (end = i + 1; end < n && d[end].stage == d[i].stage; end++) {
        }
        by = changed_by(&d[i], end - i, was);
        if (by) {
            shown = by;
            was = by->new;
        }
    }
    if (!shown) {
        return;
    }
    row->stage = str_from(stage_word((enum stage)shown->stage));
    row->by_user = shown->by_user;
    row->reason = shown->reason;
    row->resolution = shown->resolution;
    row->at = shown->at;
}

bool compare_read_some(struct compare_pass *x, const int64_t *line_id, struct compare_row *row,
                       size_t n, struct err *e)
{
    const struct compare_point *p = &x->ask->to;
    struct value v[5 + COMPARE_SOME] = {V(same_up_to(x->ask)), UNTIL(p)};
    struct rows rows;

    for (size_t i = 0; i < COMPARE_SOME; i++) {
        v[5 + i] = V(i < n ? line_id[i] : INT64_C(-1));
    }
    if (!db_list(x->db, x->a, &Q_COMPARE_DEEDS_OF, v, ARRAY_LEN(v), &deed_type, &rows, e)) {
        return false;
    }
    for (size_t k = 0, end; k < rows.n; k = end) {
        const struct compare_deed *d = (const struct compare_deed *)rows.p + k;

        for (end = k + 1; end < rows.n && d[end - k].line_id == d->line_id; end++) {
        }
        for (size_t i = 0; i < n; i++) {
            if (line_id[i] == d->line_id) {
                compare_put_deed(x->ask, d, end - k, &row[i]);
            }
        }
    }
    return true;
}

/* ---- two years ---- */

static const struct field link_fields[] = {COL(struct compare_link, line_id),
                                           COL(struct compare_link, from_id)};
static const struct row_type link_type = ROW_TYPE(struct compare_link, link_fields);

bool compare_read_links(struct compare_pass *x, struct err *e)
{
    return db_list(x->db, x->scratch, &Q_COMPARE_LINKS,
                   ARGS(V(x->ask->to.year), V(x->ask->from.year)), &link_type, &x->links, e);
}

bool compare_changes(struct db *db, struct arena *a, struct str line_code,
                     const struct compare_point *from, const struct compare_point *to,
                     struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_COMPARE_CHANGES, ARGS(V(line_code), UNTIL(to), UNTIL(from)),
                   &line_change_row_type, ret, e);
}
