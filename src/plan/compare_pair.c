/* compare_pair.c - each line at both points. */
#include <string.h>

#include "base/arena.h"
#include "plan/compare_pass.h"

const struct mirror *pair_mirror(const struct compare_pass *x, const struct compare_pair *p)
{
    return p->to_at != NO_LINE ? x->to : x->from;
}

const struct mirror_line *pair_line(const struct compare_pass *x, const struct compare_pair *p)
{
    return p->to_at != NO_LINE ? &x->to->line[p->to_at] : &x->from->line[p->from_at];
}

enum compare_kind pair_kind(const struct compare_pair *p)
{
    if (!p->had) {
        return COMPARE_NEW;
    }
    if (!p->has) {
        return COMPARE_REMOVED;
    }
    return p->was == p->is ? COMPARE_SAME : COMPARE_CHANGED;
}

/* ---- what a line had at a point ---- */

struct looking {
    const struct compare_point *p;
    const struct compare_past *past;
    const struct mirror *m;
    bool limited;
    const bool *sent; /* by package, when by state */
    const int64_t *value; /* by line, when limited; -1 = nothing */
};

static int64_t find_past(const struct compare_past *p, int64_t line_id)
{
    size_t lo = 0, hi = p->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (p->amount[mid].line_id == line_id) {
            return p->amount[mid].satang;
        }
        if (p->amount[mid].line_id < line_id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return -1;
}

static bool was_sent(const struct compare_past *p, int64_t package_id)
{
    size_t lo = 0, hi = p->nsent;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (p->sent[mid] == package_id) {
            return true;
        }
        if (p->sent[mid] < package_id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return false;
}

static void look(struct arena *a, struct looking *k)
{
    bool *sent = ARENA_ARRAY(a, bool, k->m->packages + 1);

    for (size_t i = 0; i < k->m->packages; i++) {
        sent[i] = k->past->by_state ? was_sent(k->past, k->m->package[i].id)
                                    : !k->m->package[i].unsent;
    }
    k->sent = sent;
    if (k->limited) {
        int64_t *value = ARENA_ARRAY(a, int64_t, k->m->lines + 1);

        for (size_t i = 0; i < k->m->lines; i++) {
            value[i] = find_past(k->past, k->m->line[i].line_id);
        }
        k->value = value;
    }
}

/* False: the line does not count there. A line that was taken out stands at 0 from then on. */
static bool amount_at(const struct looking *k, size_t at, int64_t *ret)
{
    const struct mirror_line *l = &k->m->line[at];
    unsigned upto = (2U << (unsigned)k->p->stage) - 1;

    *ret = 0;
    if (!k->sent[l->package]) {
        return false;
    }
    if (l->ordinance && !k->p->bill_version && /* a supplementary one: of the city once it is law */
        (k->p->stage != STAGE_ENACTED || !mirror_counts(l))) {
        return false;
    }
    if (k->limited) {
        if (k->value[at] < 0 || (l->removed && k->value[at] == 0)) {
            return false;
        }
        *ret = k->value[at];
        return true;
    }
    if (l->removed || !(l->has & upto)) {
        return false;
    }
    *ret = l->upto[k->p->stage];
    return true;
}

/* ---- pairs ---- */

static struct looking looking_of(const struct compare_pass *x, bool to)
{
    return (struct looking){.p = to ? &x->ask->to : &x->ask->from,
                            .past = &x->past[to],
                            .m = to ? x->to : x->from,
                            .limited = compare_limited(to ? &x->ask->to : &x->ask->from)};
}

static void add_pair(struct compare_pass *x, const struct compare_pair *p)
{
    if (p->had || p->has) {
        x->pair[x->n++] = *p;
    }
}

static void one_year(struct compare_pass *x, const struct looking *from, const struct looking *to)
{
    for (size_t i = 0; i < x->to->lines; i++) {
        size_t at = x->to->order[i];
        struct compare_pair p = {.from_at = (int32_t)at, .to_at = (int32_t)at};

        p.had = amount_at(from, at, &p.was);
        p.has = amount_at(to, at, &p.is);
        add_pair(x, &p);
    }
}

/* The first line drawn from an earlier one goes on with it; a second is new. */
static void two_years(struct compare_pass *x, const struct looking *from, const struct looking *to)
{
    int32_t *drawn = ARENA_ARRAY(x->scratch, int32_t, x->to->lines + 1);
    bool *gone_on = ARENA_ARRAY(x->scratch, bool, x->from->lines + 1);

    memset(drawn, 0xff, (x->to->lines + 1) * sizeof *drawn); /* NO_LINE */
    for (size_t i = 0; i < x->links.n; i++) {
        const struct compare_link *k = (const struct compare_link *)x->links.p + i;
        const struct mirror_line *l = mirror_find_line(x->to, k->line_id);
        const struct mirror_line *f = mirror_find_line(x->from, k->from_id);

        if (l && f && !l->removed && !gone_on[f - x->from->line]) {
            gone_on[f - x->from->line] = true;
            drawn[l - x->to->line] = (int32_t)(f - x->from->line);
        }
    }
    for (size_t i = 0; i < x->to->lines; i++) {
        size_t at = x->to->order[i];
        struct compare_pair p = {.from_at = drawn[at], .to_at = (int32_t)at};

        if (p.from_at != NO_LINE) {
            p.had = amount_at(from, (size_t)p.from_at, &p.was);
        }
        p.has = amount_at(to, at, &p.is);
        add_pair(x, &p);
    }
    for (size_t i = 0; i < x->from->lines; i++) {
        size_t at = x->from->order[i];
        struct compare_pair p = {.from_at = (int32_t)at, .to_at = NO_LINE};

        if (!gone_on[at]) {
            p.had = amount_at(from, at, &p.was);
            add_pair(x, &p);
        }
    }
}

/* ---- which lines ---- */

static bool in_group(const struct compare_where *w, const struct mirror *m,
                     const struct mirror_line *l, const struct axis *x, const uint8_t *wanted)
{
    if (w->dim == DIM_LINE) {
        return str_eq(l->code, w->code);
    }
    if (w->dim == DIM_PACKAGE) {
        return str_eq(m->package[l->package].code, w->code);
    }
    return wanted[axis_group(x, l, 0)] != 0;
}

/* By group of the dimension: whether it is the one asked for. */
static uint8_t *wanted_groups(struct compare_pass *x, const struct mirror *m, enum dim dim,
                              struct str code, struct axis *axis)
{
    struct answer q = {.m = m, .a = x->scratch, .scratch = x->scratch, .lang = x->ask->lang};
    uint8_t *wanted;

    if (dim == DIM_LINE || dim == DIM_PACKAGE) {
        return NULL;
    }
    axis_make(&q, dim, axis);
    wanted = ARENA_ARRAY(x->scratch, uint8_t, axis->groups + 1);
    for (uint64_t g = 0; g < axis->groups; g++) {
        struct str key, name;

        if (dim == DIM_DISTRICT_GROUP && g == axis->groups - 1) {
            break; /* seven groups in a space of eight */
        }
        axis_name(&q, axis, g, &key, &name);
        wanted[g] = str_eq(key, code);
    }
    return wanted;
}

static void keep_where(struct compare_pass *x, const struct compare_where *w)
{
    struct axis axis[2];
    const struct mirror *m[2] = {x->from, x->to};
    const uint8_t *wanted[2];
    size_t n = 0;

    for (size_t i = 0; i < 2; i++) {
        wanted[i] = wanted_groups(x, m[i], w->dim, w->code, &axis[i]);
    }
    for (size_t i = 0; i < x->n; i++) {
        size_t side = x->pair[i].to_at != NO_LINE;

        if (in_group(w, m[side], pair_line(x, &x->pair[i]), &axis[side], wanted[side])) {
            x->pair[n++] = x->pair[i];
        }
    }
    x->n = n;
}

void compare_pairs(struct compare_pass *x)
{
    struct looking from = looking_of(x, false), to = looking_of(x, true);

    look(x->scratch, &from);
    look(x->scratch, &to);
    x->pair = ARENA_ARRAY(x->scratch, struct compare_pair, x->from->lines + x->to->lines + 1);
    x->n = 0;
    if (x->from == x->to) {
        one_year(x, &from, &to);
    } else {
        two_years(x, &from, &to);
    }
    for (size_t i = 0; i < x->ask->wheres; i++) {
        keep_where(x, &x->ask->where[i]);
    }
}
