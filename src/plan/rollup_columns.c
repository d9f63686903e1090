/* rollup_columns.c - the mirror's lines as columns in the order of their packages, and sums over them:
 * each pass reads only the numbers it adds, so a roll-up costs little more than a scan. */
#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "plan/rollup_sum.h"

/* ---- keeping ---- */

void columns_free(struct columns *c)
{
    for (size_t k = 0; k < COLUMN_KEYS; k++) {
        mem_free(c->key[k]);
    }
    for (size_t s = 0; s < STAGE_COUNT; s++) {
        mem_free(c->at[s]);
        mem_free(c->upto[s]);
    }
    mem_free(c->has);
    mem_free(c->gone);
    mem_free(c->place);
    memset(c, 0, sizeof *c);
}

static void add_stage(struct mirror *m, size_t s)
{
    struct columns *c = &m->columns;

    c->at[s] = mem_alloc((m->sorted + 1) * sizeof *c->at[s]);
    c->upto[s] = mem_alloc((m->sorted + 1) * sizeof *c->upto[s]);
    for (size_t i = 0; i < m->sorted; i++) {
        c->at[s][i] = m->line[m->order[i]].at[s];
        c->upto[s][i] = m->line[m->order[i]].upto[s];
    }
}

static void count_stages(struct columns *c, unsigned had, unsigned has)
{
    for (size_t s = 0; s < STAGE_COUNT; s++) {
        c->having[s] += ((has & ~had) >> s) & 1U;
    }
}

void columns_make(struct mirror *m)
{
    struct columns *c = &m->columns;
    size_t n = m->sorted + 1;

    columns_free(c);
    for (size_t k = 0; k < COLUMN_KEYS; k++) {
        c->key[k] = mem_alloc(n * sizeof *c->key[k]);
    }
    c->has = mem_alloc(n * sizeof *c->has);
    c->gone = mem_alloc(n * sizeof *c->gone);
    c->place = mem_alloc(n * sizeof *c->place);
    for (uint32_t i = 0; i < m->sorted; i++) {
        const struct mirror_line *l = &m->line[m->order[i]];

        c->key[COLUMN_AGENCY][i] = l->agency;
        c->key[COLUMN_OUTPUT][i] = l->output;
        c->key[COLUMN_ITEM][i] = l->item;
        c->key[COLUMN_FUND][i] = l->fund;
        c->key[COLUMN_PACKAGE][i] = l->package;
        c->key[COLUMN_ORDINANCE][i] = (uint32_t)l->ordinance;
        c->has[i] = (uint16_t)l->has;
        c->gone[i] = !mirror_counts(l);
        c->place[m->order[i]] = i;
        count_stages(c, 0, l->has);
    }
    for (size_t s = 0; s < STAGE_COUNT; s++) {
        if ((m->has >> s) & 1U) {
            add_stage(m, s);
        }
    }
}

void columns_line(struct mirror *m, const struct mirror_line *l)
{
    struct columns *c = &m->columns;
    uint32_t i = c->place[l - m->line];

    count_stages(c, c->has[i], l->has);
    c->has[i] = (uint16_t)l->has;
    c->gone[i] = !mirror_counts(l);
    for (size_t s = 0; s < STAGE_COUNT; s++) {
        if (!((m->has >> s) & 1U)) {
            continue;
        }
        if (!c->at[s]) {
            add_stage(m, s);
        }
        c->at[s][i] = l->at[s];
        c->upto[s][i] = l->upto[s];
    }
}

/* ---- summing ---- */

static const uint32_t *column_of(const struct answer *q, const struct axis *x)
{
    static const uint8_t key[DIM_COUNT] = {[DIM_AGENCY] = COLUMN_AGENCY,
                                           [DIM_DIVISION] = COLUMN_AGENCY,
                                           [DIM_DISTRICT_GROUP] = COLUMN_AGENCY,
                                           [DIM_SIDE] = COLUMN_OUTPUT,
                                           [DIM_PLAN] = COLUMN_OUTPUT,
                                           [DIM_OUTPUT] = COLUMN_OUTPUT,
                                           [DIM_PACKAGE] = COLUMN_PACKAGE,
                                           [DIM_ITEM] = COLUMN_ITEM,
                                           [DIM_TYPE] = COLUMN_ITEM,
                                           [DIM_FUND] = COLUMN_FUND,
                                           [DIM_ORDINANCE] = COLUMN_ORDINANCE};

    if (x->dim == DIM_YEAR) {
        return NULL;
    }
    return x->dim == DIM_LINE ? q->m->order : q->m->columns.key[key[x->dim]];
}

/* Each line's cell, the first dimension the slowest. */
static void find_cells(const struct answer *q, uint32_t *cell, size_t n)
{
    for (size_t d = 0; d < q->naxes; d++) {
        const struct axis *x = &q->axis[d];
        const uint32_t *col = column_of(q, x), *of = x->of, groups = (uint32_t)x->groups;

        for (size_t i = 0; i < n && col && of; i++) {
            cell[i] = cell[i] * groups + of[col[i]];
        }
        for (size_t i = 0; i < n && col && !of; i++) {
            cell[i] = cell[i] * groups + col[i];
        }
    }
}

static bool passes(const struct answer *q, size_t i)
{
    const struct columns *c = &q->m->columns;

    return !c->gone[i] && (q->unsent || !q->m->package[c->key[COLUMN_PACKAGE][i]].unsent) &&
           (!q->by_agency || c->key[COLUMN_AGENCY][i] == q->agency) &&
           (!q->side_of || q->side_of[c->key[COLUMN_OUTPUT][i]]) &&
           (!q->type_of || q->type_of[c->key[COLUMN_ITEM][i]]);
}

/* Numbers the cells that occur from 1 on, into cell[]; 0 is for lines that do not count. */
static void number_cells(const struct answer *q, uint32_t *cell, size_t n, struct cells *s)
{
    uint32_t *number = ARENA_ARRAY(q->scratch, uint32_t, q->cells);
    size_t cap = 256;

    s->cell = ARENA_ARRAY(q->scratch, uint32_t, cap);
    for (size_t i = 0; i < n; i++) {
        uint32_t *at = &number[cell[i]];

        if (!passes(q, i)) {
            cell[i] = 0;
            continue;
        }
        if (!*at) {
            if (s->n + 1 == cap) {
                s->cell = arena_grow(q->scratch, s->cell, cap * sizeof *s->cell,
                                     2 * cap * sizeof *s->cell);
                cap *= 2;
            }
            *at = (uint32_t)++s->n;
            s->cell[s->n] = cell[i];
        }
        cell[i] = *at;
    }
}

/* Lines and packages of each cell, its newest line, the stages it has. */
static void count_lines(const struct answer *q, const uint32_t *cell, struct cells *s)
{
    const uint32_t *package = q->m->columns.key[COLUMN_PACKAGE];
    const uint16_t *has = q->m->columns.has;
    uint32_t before = UINT32_MAX;

    s->count = ARENA_ARRAY(q->scratch, struct cell_count, s->n + 1);
    for (size_t i = 0; i < q->m->sorted; i++) {
        struct cell_count *c = &s->count[cell[i]];

        c->lines++;
        c->packages += c->package != package[i] + 1;
        c->package = package[i] + 1;
        c->place = (uint32_t)i;
        c->has |= has[i];
        s->packages += cell[i] && package[i] != before;
        before = cell[i] ? package[i] : before;
    }
}

/* A stage that many lines have: both columns in one pass. */
static void add_column(const struct answer *q, const uint32_t *cell, size_t s, struct cell_sum *sum)
{
    const int64_t *at = q->m->columns.at[s], *upto = q->m->columns.upto[s];

    for (size_t i = 0; i < q->m->sorted; i++) { /* cannot overflow: see struct mirror */
        sum[cell[i]].at += at[i];
        sum[cell[i]].upto += upto[i];
    }
}

/* The places of the lines that have one of these stages. */
static size_t find_few(const struct answer *q, unsigned stages, uint32_t *ret)
{
    const uint16_t *has = q->m->columns.has;
    size_t n = 0;

    for (uint32_t i = 0; i < q->m->sorted; i++) {
        ret[n] = i;
        n += (has[i] & stages) != 0;
    }
    return n;
}

/* A stage that few lines have: up to it the others hold what they held before it. */
static void add_few(const struct answer *q, const uint32_t *cell, size_t s, size_t before,
                    struct cells *c)
{
    const struct columns *m = &q->m->columns;
    struct cell_sum *sum = c->sum[s];

    for (size_t i = 0; before < STAGE_COUNT && i <= c->n; i++) {
        sum[i].upto = c->sum[before][i].upto;
    }
    for (size_t k = 0; k < c->few_n; k++) {
        uint32_t i = c->few[k];
        unsigned has = m->has[i];

        if ((has >> s) & 1U) {
            sum[cell[i]].at += m->at[s][i];
            sum[cell[i]].upto +=
                m->upto[s][i] - (before < STAGE_COUNT ? m->upto[before][i] : INT64_C(0));
        }
    }
}

void columns_sum(const struct answer *q, struct cells *ret)
{
    const struct columns *c = &q->m->columns;
    size_t n = q->m->sorted, before = STAGE_COUNT;
    uint32_t *cell = ARENA_ARRAY(q->scratch, uint32_t, n + 1);
    unsigned few = 0;

    assert(q->cells < UINT32_MAX && q->m->sorted == q->m->lines);
    memset(ret, 0, sizeof *ret);
    find_cells(q, cell, n);
    number_cells(q, cell, n, ret);
    count_lines(q, cell, ret);
    for (size_t k = 0; k < q->nstages; k++) {
        few |= (unsigned)(c->having[q->stage[k]] < n / 4) << q->stage[k];
    }
    if (few) {
        ret->few = ARENA_ARRAY(q->scratch, uint32_t, n + 1);
        ret->few_n = find_few(q, few, ret->few);
    }
    for (size_t k = 0; k < q->nstages; k++) {
        size_t s = q->stage[k];

        ret->sum[s] = ARENA_ARRAY(q->scratch, struct cell_sum, ret->n + 1);
        if ((few >> s) & 1U) {
            add_few(q, cell, s, before, ret);
        } else {
            add_column(q, cell, s, ret->sum[s]);
        }
        before = s;
    }
}
