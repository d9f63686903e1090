/* position_month.c - what moved in each month, by cell, so that a question as of a day scans one month's entries only. */
#include <string.h>

#include "base/arena.h"
#include "execute/position_mirror.h"

static struct pos_month *month_of(struct position *p, int32_t yyyymm)
{
    size_t i = p->month_last;

    if (i < p->months && p->month[i].yyyymm == yyyymm) { /* mostly that of the entry before */
        return &p->month[i];
    }
    for (i = 0; i < p->months && p->month[i].yyyymm != yyyymm; i++) {
    }
    if (i == p->months) {
        p->month = mem_grow(p->month, (p->months + 1) * sizeof *p->month);
        p->month[p->months++] = (struct pos_month){.yyyymm = yyyymm};
    }
    p->month_last = i;
    return &p->month[i];
}

void pos_month_put(struct position *p, uint32_t entry, uint32_t cell, unsigned kind)
{
    struct pos_month *m = month_of(p, p->day[entry] / 100);

    if (m->n == m->cap) {
        m->cap = m->cap ? 2 * m->cap : 256;
        m->entry = mem_grow(m->entry, m->cap * sizeof *m->entry);
        m->of = mem_grow(m->of, m->cap * sizeof *m->of);
    }
    m->entry[m->n] = entry;
    m->of[m->n++] = cell << KIND_BITS | (p->kind_at[kind] - 1U);
    if (cell >= m->cells) {
        m->cell = mem_grow(m->cell, p->cell_cap * sizeof *m->cell);
        memset(&m->cell[m->cells], 0, (p->cell_cap - m->cells) * sizeof *m->cell);
        m->cells = p->cell_cap;
    }
    m->cell[cell].moved = true;
    kind_add(kind, p->amount[entry], m->cell[cell].sum);
}

void pos_months_free(struct position *p)
{
    for (size_t i = 0; i < p->months; i++) {
        mem_free(p->month[i].entry);
        mem_free(p->month[i].of);
        mem_free(p->month[i].cell);
    }
    mem_free(p->month);
}
