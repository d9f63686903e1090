/* rollup_lines.c - every line of a year with its groups, from the column mirror. */
#include "base/arena.h"
#include "plan/rollup_axis.h"

struct named { /* one dimension with the codes of its groups */
    struct axis axis;
    struct str *code;
};

static void name_groups(const struct answer *q, enum dim d, struct named *ret)
{
    struct str name;

    axis_make(q, d, &ret->axis);
    ret->code = ARENA_ARRAY(q->scratch, struct str, ret->axis.groups + 1);
    for (uint64_t g = 0; g < ret->axis.groups; g++) {
        axis_name(q, &ret->axis, g, &ret->code[g], &name);
    }
}

static struct str code_of(const struct named *n, const struct mirror_line *l)
{
    return n->code[axis_group(&n->axis, l, 0)];
}

bool rollup_lines(struct rollup *r, struct db *db, int64_t year, rollup_line_fn *fn, void *ctx,
                  struct err *e)
{
    struct arena *scratch = arena_new();
    struct answer q = {.a = scratch, .scratch = scratch, .lang = LANG_TH};
    struct named type, fund, side;
    const struct mirror *m;

    if (!rollup_hold(r, db, &year, 1, &m, e)) {
        arena_free(scratch);
        return false;
    }
    q.m = m;
    name_groups(&q, DIM_TYPE, &type);
    name_groups(&q, DIM_FUND, &fund);
    name_groups(&q, DIM_SIDE, &side);
    for (size_t i = 0; i < m->lines; i++) {
        const struct mirror_line *l = &m->line[m->order[i]];

        if (mirror_counts(l)) {
            fn(ctx, &(const struct rollup_line){.package_id = m->package[l->package].id,
                                                .type = code_of(&type, l),
                                                .fund = code_of(&fund, l),
                                                .side = code_of(&side, l),
                                                .requested = MONEY(l->at[STAGE_REQUESTED]),
                                                .now = MONEY(l->upto[STAGE_ENACTED])});
        }
    }
    rollup_release(r);
    arena_free(scratch);
    return true;
}
