#include "plan/rollup.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "plan/rollup_axis.h"
#include "plan/rollup_memo.h"
#include "plan/rollup_sum.h"
#include "sql_plan.h"
#include "store/store.h"

/* ---- the shared mirrors ---- */

struct rollup {
    pthread_rwlock_t lock;
    struct mirror *first;
    struct memo *memo;
};

struct rollup *rollup_new(void)
{
    struct rollup *r = mem_alloc(sizeof *r);

    memset(r, 0, sizeof *r);
    if (pthread_rwlock_init(&r->lock, NULL)) {
        PANIC("rwlock");
    }
    r->memo = memo_new();
    return r;
}

void rollup_free(struct rollup *r)
{
    if (!r) {
        return;
    }
    while (r->first) {
        struct mirror *m = r->first;

        r->first = m->next;
        mirror_free(m);
    }
    (void)pthread_rwlock_destroy(&r->lock);
    memo_free(r->memo);
    mem_free(r);
}

static struct mirror *find(const struct rollup *r, int64_t year)
{
    struct mirror *m = r->first;

    while (m && m->year != year) {
        m = m->next;
    }
    return m;
}

static void drop(struct rollup *r, struct mirror *gone)
{
    struct mirror **at = &r->first;

    while (*at != gone) {
        at = &(*at)->next;
    }
    *at = gone->next;
    mirror_free(gone);
}

/* The mirror at `n` or later; the write lock is held. One that cannot take a change (an agency
 * or a version is new) is loaded again. */
static bool bring_up(struct rollup *r, struct db *db, int64_t year, const struct newest *n,
                     struct mirror **ret, struct err *e)
{
    struct mirror *m = find(r, year);

    if (m && !mirror_is_at(m, n) && !mirror_pull(m, db, n, e)) {
        drop(r, m);
        m = NULL;
    }
    if (!m) {
        if (!mirror_load(db, year, &m, e)) {
            return false;
        }
        m->next = r->first;
        r->first = m;
    }
    *ret = m;
    return true;
}

/* The year's mirror at `n` or later, with the lock held (the caller unlocks) when it succeeds. */
static bool lock_at(struct rollup *r, struct db *db, int64_t year, const struct newest *n,
                    struct mirror **ret, struct err *e)
{
    struct mirror *m;

    (void)pthread_rwlock_rdlock(&r->lock);
    m = find(r, year);
    if (!m || !mirror_is_at(m, n)) {
        (void)pthread_rwlock_unlock(&r->lock);
        (void)pthread_rwlock_wrlock(&r->lock);
        if (!bring_up(r, db, year, n, &m, e)) {
            (void)pthread_rwlock_unlock(&r->lock);
            return false;
        }
    }
    *ret = m;
    return true;
}

bool rollup_hold(struct rollup *r, struct db *db, const int64_t *year, size_t n,
                 const struct mirror **ret, struct err *e)
{
    struct newest newest;
    bool ready = true;

    if (!newest_get(db, &newest, e)) {
        return false;
    }
    (void)pthread_rwlock_rdlock(&r->lock);
    for (size_t i = 0; i < n; i++) {
        ret[i] = find(r, year[i]);
        ready = ready && ret[i] && mirror_is_at(ret[i], &newest);
    }
    if (ready) {
        return true;
    }
    (void)pthread_rwlock_unlock(&r->lock);
    (void)pthread_rwlock_wrlock(&r->lock);
    for (size_t i = 0; i < n; i++) {
        struct mirror *m;

        if (!bring_up(r, db, year[i], &newest, &m, e)) {
            (void)pthread_rwlock_unlock(&r->lock);
            return false;
        }
        ret[i] = m;
    }
    return true;
}

void rollup_release(struct rollup *r)
{
    (void)pthread_rwlock_unlock(&r->lock);
}

/* ---- one answer ---- */

static bool passes(const struct answer *q, const struct mirror_line *l)
{
    return mirror_counts(l) && (q->unsent || !q->m->package[l->package].unsent) &&
           (!q->by_agency || l->agency == q->agency) && (!q->side_of || q->side_of[l->output]) &&
           (!q->type_of || q->type_of[l->item]);
}

/* A line of the answer: its cell, and the order in which lines come (a package's together). */
struct placed {
    uint64_t cell;
    uint32_t order, line;
};

static int by_cell(const void *x, const void *y)
{
    const struct placed *p = x, *q = y;

    if (p->cell != q->cell) {
        return p->cell < q->cell ? -1 : 1;
    }
    return p->order < q->order ? -1 : p->order > q->order;
}

/* What is added up for a cell; stages that no line of the year has are left out. */
struct sums {
    int64_t lines, packages;
    uint32_t line, package; /* the newest of its lines; 1 + its newest package */
    unsigned has;
    int64_t at[STAGE_COUNT], upto[STAGE_COUNT];
};

static void sums_add(const struct answer *q, struct sums *c, uint32_t at)
{
    const struct mirror_line *l = &q->m->line[at];

    c->lines++;
    c->packages += c->package != l->package + 1;
    c->package = l->package + 1;
    c->line = at;
    c->has |= l->has;
    for (size_t k = 0; k < q->nstages; k++) { /* cannot overflow: see struct mirror */
        size_t s = q->stage[k];

        c->at[s] += l->at[s];
        c->upto[s] += l->upto[s];
    }
}

static void sums_row(const struct answer *q, const struct sums *c, struct rollup_row *row)
{
    int64_t newest = 0;

    row->lines = c->lines;
    row->packages = c->packages;
    for (size_t s = 0; s < STAGE_COUNT; s++) {
        row->stage[s].satang = c->at[s];
        row->has[s] = (c->has >> s) & 1U;
        if ((q->m->has >> s) & 1U) {
            newest = c->upto[s];
        }
        row->upto[s].satang = newest;
    }
    row->now.satang = newest;
}

/* The names of a row are those of any of its lines. */
static void row_name(const struct answer *q, uint32_t line, struct rollup_row *row)
{
    for (size_t d = 0; d < q->naxes; d++) {
        const struct axis *x = &q->axis[d];

        axis_name(q, x, axis_group(x, &q->m->line[line], line), &row->key[d], &row->name[d]);
    }
}

static int by_number(const void *x, const void *y)
{
    const uint64_t *p = x, *q = y;

    return *p < *q ? -1 : *p > *q;
}

/* Numbers the cells that occur 0, 1, ... in their order, so that a further dimension fits. */
static uint64_t renumber(const struct answer *q, struct placed *p, size_t n)
{
    uint64_t *seen = ARENA_ARRAY(q->scratch, uint64_t, n);
    size_t kinds = 0;

    for (size_t i = 0; i < n; i++) {
        seen[i] = p[i].cell;
    }
    qsort(seen, n, sizeof *seen, by_number);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || seen[i] != seen[kinds - 1]) {
            seen[kinds++] = seen[i];
        }
    }
    for (size_t i = 0; i < n; i++) {
        const uint64_t *at = bsearch(&p[i].cell, seen, kinds, sizeof *seen, by_number);

        p[i].cell = (uint64_t)(at - seen);
    }
    return kinds ? kinds : 1;
}

/* The lines of the answer and their cells; the first dimension is the slowest. */
static size_t place(struct answer *q, struct placed *p)
{
    size_t n = 0;

    for (size_t i = 0; i < q->m->lines; i++) {
        uint32_t at = q->m->order[i];

        if (passes(q, &q->m->line[at])) {
            p[n++] = (struct placed){0, (uint32_t)i, at};
        }
    }
    q->cells = 1;
    for (size_t d = 0; d < q->naxes && n > 0; d++) {
        const struct axis *x = &q->axis[d];

        if (q->cells > (UINT64_C(1) << 62) / x->groups) {
            q->cells = renumber(q, p, n);
        }
        for (size_t i = 0; i < n; i++) {
            p[i].cell = p[i].cell * x->groups + axis_group(x, &q->m->line[p[i].line], p[i].line);
        }
        q->cells *= x->groups;
    }
    return n;
}

static int by_cell_number(const void *x, const void *y)
{
    const uint64_t *p = x, *q = y; /* cell << 32 | number */

    return *p < *q ? -1 : *p > *q;
}

/* The sums of one cell as the other way of summing has them. */
static struct sums sums_of(const struct answer *q, const struct cells *c, size_t i)
{
    struct sums r = {.lines = c->count[i].lines,
                     .packages = c->count[i].packages,
                     .line = q->m->order[c->count[i].place],
                     .has = c->count[i].has};

    for (size_t k = 0; k < q->nstages; k++) {
        r.at[q->stage[k]] = c->sum[q->stage[k]][i].at;
        r.upto[q->stage[k]] = c->sum[q->stage[k]][i].upto;
    }
    return r;
}

/* A space of cells that fits in memory: passes over the columns. */
static void sum_columns(const struct answer *q, struct sums *all, struct rollup_table *ret)
{
    struct cells c;
    uint64_t *key;

    columns_sum(q, &c);
    key = ARENA_ARRAY(q->scratch, uint64_t, c.n + 1);
    for (size_t i = 0; i < c.n; i++) {
        key[i] = (uint64_t)c.cell[i + 1] << 32 | (uint64_t)(i + 1);
    }
    if (c.n > 1) {
        qsort(key, c.n, sizeof *key, by_cell_number);
    }
    ret->n = c.n;
    ret->row = ARENA_ARRAY(q->a, struct rollup_row, c.n);
    all->packages = c.packages;
    for (size_t i = 0; i < c.n; i++) {
        struct sums r = sums_of(q, &c, (uint32_t)key[i]);

        row_name(q, r.line, &ret->row[i]);
        sums_row(q, &r, &ret->row[i]);
        all->lines += r.lines;
        all->has |= r.has;
        for (size_t k = 0; k < q->nstages; k++) {
            size_t s = q->stage[k];

            all->at[s] += r.at[s];
            all->upto[s] += r.upto[s];
        }
    }
}

static void sum_sorted(struct answer *q, struct sums *all, struct rollup_table *ret)
{
    struct placed *p = ARENA_ARRAY(q->scratch, struct placed, q->m->lines);
    size_t n = place(q, p), row = 0;

    for (size_t i = 0; i < n; i++) {
        sums_add(q, all, p[i].line);
    }
    if (n > 1) {
        qsort(p, n, sizeof *p, by_cell);
    }
    for (size_t i = 0; i < n; i++) {
        ret->n += i == 0 || p[i].cell != p[i - 1].cell;
    }
    ret->row = ARENA_ARRAY(q->a, struct rollup_row, ret->n);
    for (size_t i = 0; i < n;) {
        struct sums c = {0};
        uint64_t cell = p[i].cell;

        for (; i < n && p[i].cell == cell; i++) {
            sums_add(q, &c, p[i].line);
        }
        row_name(q, c.line, &ret->row[row]);
        sums_row(q, &c, &ret->row[row++]);
    }
}

static void answer(struct answer *q, const struct rollup_filter *f, const enum dim *by, size_t nby,
                   struct rollup_table *ret)
{
    enum { DENSE = 1 << 20 };
    const struct mirror *m = q->m;
    struct sums all = {0};

    q->by_agency = f->agency_id != 0;
    q->unsent = f->unsent;
    q->agency = UINT32_MAX;
    for (size_t i = 0; i < m->agencies && q->by_agency; i++) {
        if (m->agency[i].id == f->agency_id) {
            q->agency = (uint32_t)i;
        }
    }
    for (size_t s = 0; s < STAGE_COUNT; s++) {
        if ((m->has >> s) & 1U) {
            q->stage[q->nstages++] = s;
        }
    }
    q->side_of = axis_wanted(q->scratch, &m->programme, "side", f->side_code);
    q->type_of = axis_wanted(q->scratch, &m->item, "type", f->type_code);
    q->cells = 1;
    q->naxes = nby;
    for (size_t d = 0; d < nby; d++) {
        axis_make(q, by[d], &q->axis[d]);
        q->cells = q->cells > DENSE ? q->cells : q->cells * q->axis[d].groups;
    }
    ret->n = 0;
    ret->row = NULL;
    if (q->cells <= DENSE && m->sorted == m->lines) {
        sum_columns(q, &all, ret);
    } else {
        sum_sorted(q, &all, ret);
    }
    memset(&ret->total, 0, sizeof ret->total);
    sums_row(q, &all, &ret->total);
    ret->total.share.bp = ret->total.now.satang ? 10000 : 0;
    for (size_t i = 0; i < ret->n; i++) {
        ret->row[i].share.bp = money_share_bp(ret->row[i].now, ret->total.now);
    }
}

bool rollup_get(struct rollup *r, struct db *db, struct arena *a, const struct rollup_filter *f,
                const struct rollup_by *by, struct rollup_table *ret, struct err *e)
{
    struct answer q = {.a = a, .lang = by->lang};
    struct mirror *m;
    struct memo_question asked = {.filter = f, .by = by->dim, .nby = by->n, .lang = by->lang};
    struct newest newest;

    assert(by->n <= ROLLUP_DIMS);
    if (!newest_get(db, &newest, e)) {
        return false;
    }
    asked.newest = newest;
    if (memo_find(r->memo, &asked, a, ret)) {
        return true;
    }
    if (!lock_at(r, db, f->year, &newest, &m, e)) {
        return false;
    }
    q.m = m;
    q.scratch = arena_new();
    answer(&q, f, by->dim, by->n, ret);
    arena_free(q.scratch);
    (void)pthread_rwlock_unlock(&r->lock);
    memo_keep(r->memo, &asked, ret);
    return true;
}

bool rollup_packages(struct rollup *r, struct db *db, int64_t year, struct package_sum *p, size_t n,
                     struct err *e)
{
    struct mirror *m;
    struct newest newest;

    if (!newest_get(db, &newest, e) || !lock_at(r, db, year, &newest, &m, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        size_t first = 0, lines = mirror_package_lines(m, p[i].id, &first);

        p[i] = (struct package_sum){.id = p[i].id};
        for (size_t k = 0; k < lines; k++) {
            const struct mirror_line *l = &m->line[m->order[first + k]];

            p[i].lines += !l->removed;
            p[i].requested.satang += l->at[STAGE_REQUESTED]; /* sums of a year: see struct mirror */
            p[i].now.satang += l->upto[STAGE_COUNT - 1];
        }
    }
    (void)pthread_rwlock_unlock(&r->lock);
    return true;
}
