/* rollup_axis.c - the dimensions: words, which group a line is in, the groups' names. */
#include "plan/rollup_axis.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"

static const struct {
    const char *word, *th, *en;
} dims[DIM_COUNT] = {
#define DIM(id, word, th, en) [id] = {word, th, en},
#include "plan/dims.def"
#undef DIM
};

static const struct {
    const char *word, *th, *en;
} groups[] = {
#define GROUP(word, th, en) {word, th, en},
#include "plan/dims.def"
#undef GROUP
};

const char *dim_word(enum dim d)
{
    return dims[d].word;
}

struct str dim_label(enum dim d, enum lang lang)
{
    return lang_pick(lang, dims[d].th, dims[d].en);
}

bool dim_parse(struct str word, enum dim *ret, struct err *e)
{
    for (size_t i = 0; i < DIM_COUNT; i++) {
        if (str_eq(word, str_from(dims[i].word))) {
            *ret = (enum dim)i;
            return true;
        }
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("by")));
    err_arg(e, "value", V(word));
    err_arg(e, "expected",
            V(STR("agency division district_group side plan output package item "
                  "type fund ordinance year line")));
    return false;
}

/* The index of the ancestor of that level; a node above it is in its own group. */
static uint32_t *ancestors(struct arena *a, const struct class_tree *t, const char *level)
{
    uint32_t *of = ARENA_ARRAY(a, uint32_t, t->n);

    for (size_t i = 0; i < t->n; i++) {
        const struct class_node *n = class_up(t, &t->node[i], str_from(level));

        of[i] = n ? (uint32_t)(n - t->node) : (uint32_t)i;
    }
    return of;
}

/* The same, numbered without gaps in the order of the tree. */
static void axis_ancestors(struct arena *a, const struct class_tree *t, const char *level,
                           struct axis *ret)
{
    uint32_t *of = ancestors(a, t, level);
    uint32_t *number = ARENA_ARRAY(a, uint32_t, t->n);
    uint32_t *node = ARENA_ARRAY(a, uint32_t, t->n);
    uint32_t n = 0;

    for (size_t i = 0; i < t->n; i++) {
        number[of[i]] = 1;
    }
    for (uint32_t i = 0; i < t->n; i++) {
        if (number[i]) {
            node[n] = i;
            number[i] = n++;
        }
    }
    for (size_t i = 0; i < t->n; i++) {
        of[i] = number[of[i]];
    }
    ret->of = of;
    ret->node = node;
    ret->groups = n;
}

const uint32_t *axis_wanted(struct arena *a, const struct class_tree *t, const char *level,
                            struct str code)
{
    uint32_t *of;

    if (code.n == 0) {
        return NULL;
    }
    of = ancestors(a, t, level);
    for (size_t i = 0; i < t->n; i++) {
        of[i] = str_eq(t->node[of[i]].code, code) ? 1 : 0;
    }
    return of;
}

static uint32_t group_of(struct str name)
{
    for (size_t i = 1; i < ARRAY_LEN(groups); i++) {
        if (str_eq(name, str_from(groups[i].th))) {
            return (uint32_t)i;
        }
    }
    return 0;
}

static uint32_t *agency_groups(struct arena *a, const struct mirror *m, enum dim d)
{
    uint32_t *of = ARENA_ARRAY(a, uint32_t, m->agencies);

    for (size_t i = 0; i < m->agencies; i++) {
        of[i] = d == DIM_DIVISION ? (uint32_t)m->agency[i].division
                                  : group_of(m->agency[i].district_group);
    }
    return of;
}

void axis_make(const struct answer *q, enum dim d, struct axis *ret)
{
    const struct mirror *m = q->m;
    struct arena *a = q->scratch;

    ret->dim = d;
    ret->base = SIZE_MAX;
    ret->of = NULL;
    ret->node = NULL;
    ret->groups = 1;
    switch (d) {
    case DIM_AGENCY:
        ret->base = offsetof(struct mirror_line, agency);
        ret->groups = m->agencies;
        break;
    case DIM_DIVISION:
    case DIM_DISTRICT_GROUP:
        ret->base = offsetof(struct mirror_line, agency);
        ret->of = agency_groups(a, m, d);
        ret->groups = 8;
        break;
    case DIM_SIDE:
    case DIM_PLAN:
    case DIM_OUTPUT:
        ret->base = offsetof(struct mirror_line, output);
        ret->groups = m->programme.n;
        if (d != DIM_OUTPUT) {
            axis_ancestors(a, &m->programme, dims[d].word, ret);
        }
        break;
    case DIM_ITEM:
    case DIM_TYPE:
        ret->base = offsetof(struct mirror_line, item);
        ret->groups = m->item.n;
        if (d == DIM_TYPE) {
            axis_ancestors(a, &m->item, dims[d].word, ret);
        }
        break;
    case DIM_FUND:
        ret->base = offsetof(struct mirror_line, fund);
        ret->groups = m->fund.n;
        break;
    case DIM_PACKAGE:
        ret->base = offsetof(struct mirror_line, package);
        ret->groups = m->packages;
        break;
    case DIM_ORDINANCE:
        ret->groups = 100;
        break;
    case DIM_LINE:
        ret->groups = m->lines;
        break;
    case DIM_YEAR:
    case DIM_COUNT:
        break;
    }
}

uint64_t axis_group(const struct axis *x, const struct mirror_line *l, size_t at)
{
    uint32_t i;

    if (x->base == SIZE_MAX) {
        return x->dim == DIM_LINE ? at : x->dim == DIM_ORDINANCE ? (uint64_t)l->ordinance : 0;
    }
    memcpy(&i, (const char *)l + x->base, sizeof i);
    return x->of ? x->of[i] : i;
}

static struct str counted(struct arena *a, struct str word, uint64_t n)
{
    return str_format(a, "%.*s %llu", STR_FMT(word), (unsigned long long)n);
}

void axis_name(const struct answer *q, const struct axis *x, uint64_t g, struct str *ret_key,
               struct str *ret_name)
{
    const struct mirror *m = q->m;
    const struct class_tree *t = x->dim == DIM_ITEM || x->dim == DIM_TYPE ? &m->item
                                 : x->dim == DIM_FUND                     ? &m->fund
                                                                          : &m->programme;
    struct arena *a = q->a;
    bool th = q->lang == LANG_TH;

    if (x->node) {
        g = x->node[g];
    }
    switch (x->dim) {
    case DIM_AGENCY:
        *ret_key = str_dup(a, m->agency[g].code);
        *ret_name = str_dup(a, th ? m->agency[g].name_th : m->agency[g].name_en);
        return;
    case DIM_DIVISION:
        *ret_key = str_format(a, "%llu", (unsigned long long)g);
        *ret_name = g ? counted(a, tr(q->lang, TR("กองวิเคราะห์งบประมาณ")), g)
                      : tr(q->lang, TR("ยังไม่กำหนดกองวิเคราะห์"));
        return;
    case DIM_DISTRICT_GROUP:
        *ret_key = str_from(groups[g].word);
        *ret_name = lang_pick(q->lang, groups[g].th, groups[g].en);
        return;
    case DIM_PACKAGE:
        *ret_key = str_dup(a, m->package[g].code);
        *ret_name = str_dup(a, m->package[g].title);
        return;
    case DIM_LINE:
        *ret_key = str_dup(a, m->line[g].code);
        *ret_name = str_dup(a, m->line[g].name);
        return;
    case DIM_ORDINANCE:
        *ret_key = str_format(a, "%llu", (unsigned long long)g);
        *ret_name = g ? counted(a, tr(q->lang, TR("เพิ่มเติม ฉบับที่")), g) : tr(q->lang, TR("ประจำปี"));
        return;
    case DIM_YEAR:
        *ret_key = str_format(a, "%lld", (long long)m->year);
        *ret_name = *ret_key;
        return;
    case DIM_SIDE:
    case DIM_PLAN:
    case DIM_OUTPUT:
    case DIM_ITEM:
    case DIM_TYPE:
    case DIM_FUND:
    case DIM_COUNT:
        *ret_key = str_dup(a, t->node[g].code);
        *ret_name = str_dup(a, th ? t->node[g].name_th : t->node[g].name_en);
        return;
    }
}
