/* compare_parts.c - the comparison's parts: by a dimension, or by who decided and why. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "plan/compare_pass.h"

static const struct {
    const char *word, *th, *en;
} deed_by[] = {
    [COMPARE_BY_STAGE - DIM_COUNT] = {"stage", TR("ขั้นที่ปรับ"), NULL},
    [COMPARE_BY_REASON - DIM_COUNT] = {"reason", TR("เหตุผล"), NULL},
    [COMPARE_BY_RESOLUTION - DIM_COUNT] = {"resolution", TR("มติ"), NULL},
};

const char *compare_by_word(int by)
{
    return by < DIM_COUNT ? dim_word((enum dim)by) : deed_by[by - DIM_COUNT].word;
}

struct str compare_by_label(int by, enum lang lang)
{
    return by < DIM_COUNT ? dim_label((enum dim)by, lang) : tr(lang, deed_by[by - DIM_COUNT].th);
}

bool compare_by_parse(struct str word, int *ret, struct err *e)
{
    enum dim d;

    for (int by = DIM_COUNT; by < COMPARE_BYS; by++) {
        if (str_eq(word, str_from(compare_by_word(by)))) {
            *ret = by;
            return true;
        }
    }
    if (!dim_parse(word, &d, e)) {
        return false;
    }
    *ret = (int)d;
    return true;
}

/* ---- a dimension ---- */

/* The groups of both years, found by code; one year's groups are their own places. */
struct group_map {
    uint32_t *part; /* 1 + its part, by group */
    struct axis axis;
};

static void add_to(struct compare_part *part, const struct compare_pair *p)
{
    part->lines++;
    part->changed += pair_kind(p) != COMPARE_SAME;
    part->from.satang += p->was; /* sums of a year: see struct mirror */
    part->to.satang += p->is;
}

static size_t find_part(const struct compare *c, struct str code)
{
    size_t i = 0;

    while (i < c->parts && !str_eq(c->part[i].code, code)) {
        i++;
    }
    return i;
}

static void by_dim(struct compare_pass *x, enum dim dim, struct compare *ret)
{
    const struct mirror *m[2] = {x->from, x->to};
    struct answer q = {.a = x->a, .scratch = x->scratch, .lang = x->ask->lang};
    struct group_map map[2];
    uint64_t most = 0;

    for (size_t i = 0; i < 2; i++) {
        q.m = m[i];
        axis_make(&q, dim, &map[i].axis);
        map[i].part = ARENA_ARRAY(x->scratch, uint32_t, map[i].axis.groups + 1);
        most += map[i].axis.groups;
    }
    if (most > x->n) {
        most = x->n;
    }
    ret->part = ARENA_ARRAY(x->a, struct compare_part, most + 1);
    for (size_t i = 0; i < x->n; i++) {
        const struct compare_pair *p = &x->pair[i];
        size_t side = p->to_at != NO_LINE && x->from != x->to;
        const struct mirror_line *l = pair_line(x, p);
        uint64_t g = axis_group(&map[side].axis, l, (size_t)(l - m[side]->line));
        uint32_t *at = &map[side].part[g];

        if (!*at) {
            struct compare_part new = {.lines = 0};
            size_t k;

            q.m = m[side];
            axis_name(&q, &map[side].axis, g, &new.code, &new.name);
            k = x->from == x->to ? ret->parts : find_part(ret, new.code);
            if (k == ret->parts) {
                ret->part[ret->parts++] = new;
            }
            *at = (uint32_t)k + 1;
        }
        add_to(&ret->part[*at - 1], p);
    }
    for (size_t i = 0; i < ret->parts; i++) {
        ret->part[i].change = money_sub(ret->part[i].to, ret->part[i].from);
    }
}

/* ---- deeds ---- */

/* Parts by text, found by a hash. */
struct by_text {
    struct compare_pass *x;
    struct compare *c;
    uint32_t *slot; /* 1 + part */
    size_t slots, cap;
};

static struct compare_part *part_of(struct by_text *t, struct str code)
{
    struct compare *c = t->c;
    size_t i;

    if (2 * (c->parts + 1) > t->slots) {
        t->slots = t->slots ? 2 * t->slots : 256;
        t->slot = ARENA_ARRAY(t->x->scratch, uint32_t, t->slots);
        for (size_t k = 0; k < c->parts; k++) {
            i = str_hash(c->part[k].code) & (t->slots - 1);
            while (t->slot[i]) {
                i = (i + 1) & (t->slots - 1);
            }
            t->slot[i] = (uint32_t)k + 1;
        }
    }
    i = str_hash(code) & (t->slots - 1);
    while (t->slot[i] && !str_eq(c->part[t->slot[i] - 1].code, code)) {
        i = (i + 1) & (t->slots - 1);
    }
    if (!t->slot[i]) {
        if (c->parts == t->cap) {
            size_t cap = t->cap ? 2 * t->cap : 64;

            c->part = arena_grow(t->x->a, c->part, t->cap * sizeof *c->part, cap * sizeof *c->part);
            t->cap = cap;
        }
        c->part[c->parts] = (struct compare_part){
            .code = code, .from = MONEY_MISSING, .to = MONEY_MISSING};
        t->slot[i] = (uint32_t)++c->parts;
    }
    return &c->part[t->slot[i] - 1];
}

static struct str text_of(const struct compare_ask *q, const struct compare_deed *d)
{
    if (!d) {
        return STR_NONE;
    }
    if (q->by == COMPARE_BY_STAGE) {
        return str_from(stage_word((enum stage)d->stage));
    }
    return q->by == COMPARE_BY_REASON ? str_trim(d->reason) : str_trim(d->resolution);
}

static void add_step(struct by_text *t, const struct compare_deed *d, int64_t change)
{
    struct compare_part *p;

    if (!change) {
        return;
    }
    p = part_of(t, text_of(t->x->ask, d));
    p->lines++;
    p->changed++;
    p->change.satang += change;
}

/* Did the first point know of it already? */
static bool known(const struct compare_ask *q, const struct compare_pair *p,
                  const struct compare_deed *d)
{
    const struct compare_point *from = &q->from;

    return p->had && from->year == q->to.year && d->stage <= (int64_t)from->stage &&
           (!from->until_ms || d->at.ms <= from->until_ms);
}

/* A line's way from the one amount to the other, deed by deed; what no deed explains (a line that was
 * taken out, a package sent or withdrawn) is a step of its own. */
static void add_way(struct by_text *t, const struct compare_pair *p)
{
    const struct compare_ask *q = t->x->ask;
    const struct compare_deed *d = NULL, *last = NULL;
    int64_t at = p->was;
    size_t n = 0;

    if (p->has && p->to_at != NO_LINE) {
        d = compare_deeds_of(&t->x->deeds, t->x->to->line[p->to_at].line_id, &n);
    }
    if (n && q->from.version) { /* the steps between two versions are not told apart */
        last = &d[n - 1];
        n = 0;
    }
    for (size_t i = 0; i < n; i++) {
        if (!known(q, p, &d[i])) {
            add_step(t, &d[i], d[i].new.satang - at);
            at = d[i].new.satang;
            last = &d[i];
        }
    }
    add_step(t, p->has ? last : NULL, p->is - at);
}

static int by_change(const void *x, const void *y)
{
    const struct compare_part *p = x, *q = y;
    int64_t a = llabs(p->change.satang), b = llabs(q->change.satang);

    if (a != b) {
        return a > b ? -1 : 1;
    }
    return str_cmp(p->code, q->code);
}

static void by_deed(struct compare_pass *x, struct compare *ret)
{
    struct by_text t = {.x = x, .c = ret};

    for (size_t i = 0; i < x->n; i++) {
        add_way(&t, &x->pair[i]);
    }
    for (size_t i = 0; i < ret->parts; i++) {
        struct compare_part *p = &ret->part[i];
        enum stage s;
        struct err e;

        p->name = p->code;
        if (x->ask->by == COMPARE_BY_STAGE && stage_parse(p->code, &s, &e)) {
            p->name = stage_label(s, x->ask->lang);
        } else if (!p->code.n) {
            p->name = tr(x->ask->lang, x->ask->by == COMPARE_BY_RESOLUTION ? TR("ไม่มีมติ")
                                                                            : TR("ไม่มีบันทึก"));
        }
    }
    if (ret->parts > 1) {
        qsort(ret->part, ret->parts, sizeof *ret->part, by_change);
    }
}

void compare_parts(struct compare_pass *x, struct compare *ret)
{
    struct money sum = MONEY_ZERO;

    ret->part = NULL;
    ret->parts = 0;
    if (x->ask->by < DIM_COUNT) {
        by_dim(x, (enum dim)x->ask->by, ret);
    } else {
        by_deed(x, ret);
    }
    for (size_t i = 0; i < ret->parts; i++) {
        sum = money_add(sum, ret->part[i].change);
    }
    if (sum.satang != ret->to.satang - ret->from.satang) {
        PANIC("the parts of a comparison do not add up");
    }
}
